import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { hasProgram } from '../../test/has-program.js';
import { podmanRun } from '../../test/podman-run.js';
import { compare } from '../measure.js';

const ROUNDS = 5;
const IMAGE = 'localhost/render-worker';
const RUN = [...podmanRun, '--network', 'none'];
/** What a worker without settings ends with, at once. */
const WRONG_SETTINGS = 64;

/** The image's size and how long a container of it takes to start; how far the worker has a part in that. */
export async function benchImage(): Promise<string> {
  if (!hasProgram('podman')) return 'image: not measured, there is no podman';
  try {
    const size = Number(await podman(['image', 'inspect', '--format', '{{.Size}}', IMAGE]));
    return `image: ${(size / 1e6).toFixed(0)} MB; ${await benchContainer()}`;
  } catch (error) {
    return `image: not measured, ${(error as Error).message}; npm run image builds it`;
  }
}

async function benchContainer(): Promise<string> {
  const worker = async () => void (await podman([...RUN, IMAGE], WRONG_SETTINGS));
  const node = async () => void (await podman([...RUN, '--entrypoint', 'node', IMAGE, '-e', '0']));
  try {
    const { seconds, baselineSeconds } = await compare(worker, node, ROUNDS);
    return `a container starts and ends in ${seconds.toFixed(3)} s, with node -e 0 in ${baselineSeconds.toFixed(3)} s`;
  } catch (error) {
    return `the start of a container not measured, ${(error as Error).message}`;
  }
}

/** What podman prints; throws with its last line if it does not end with this code. */
async function podman(args: readonly string[], wanted = 0): Promise<string> {
  const { code, stdout, stderr } = await promisify(execFile)('podman', args, { timeout: 60_000 }).then(
    (printed) => ({ code: 0, ...printed }),
    (failed: { readonly code: unknown; readonly stdout: string; readonly stderr: string }) => failed,
  );
  if (code === wanted) return stdout;
  const ended = code === null ? 'did not end within 60 s' : `ended with ${code}`;
  const last = stderr.trim().split('\n').at(-1) || 'nothing';
  throw new Error(`podman ${ended}, not ${wanted}; it said last: ${last}`);
}
