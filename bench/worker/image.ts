import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { hasProgram } from '../../system/has-program.js';
import { compare } from '../measure.js';

const ROUNDS = 5;
const IMAGE = 'localhost/render-worker';
const RUN = [
  ...['--runtime', 'runc', '--cgroup-manager', 'cgroupfs', 'run', '--rm', '--network', 'none'],
  ...['--ulimit', 'nofile=1024:20000', '--ulimit', 'nproc=4096:4096'],
];

/** The image's size and how long a container of it takes to start; how far the worker has a part in that. */
export async function benchImage(): Promise<string> {
  const size = hasProgram('podman')
    ? await podman(['image', 'inspect', '--format', '{{.Size}}', IMAGE])
    : undefined;
  if (size === undefined) return 'image: not measured, there is no podman or no image; see npm run image';
  // Without settings a worker ends at once with 64.
  const worker = async () => void (await podman([...RUN, IMAGE]));
  const node = async () => void (await podman([...RUN, '--entrypoint', 'node', IMAGE, '-e', '0']));
  const { seconds, baselineSeconds } = await compare(worker, node, ROUNDS);
  return `image: ${(Number(size) / 1e6).toFixed(0)} MB; a container starts and ends in ${seconds.toFixed(3)} s, with node -e 0 in ${baselineSeconds.toFixed(3)} s`;
}

async function podman(args: readonly string[]): Promise<string | undefined> {
  try {
    return (await promisify(execFile)('podman', args, { timeout: 60_000 })).stdout;
  } catch {
    return undefined;
  }
}
