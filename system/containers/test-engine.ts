import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { podmanHere } from '../../test/podman-here.js';

const TIMEOUT_MS = 120_000;
const BASE_IMAGE = 'localhost/render-worker';

/** A container engine, which has the worker's image to make images from. */
export interface TestEngine {
  readonly command: readonly string[];
  /** Options of `create` that it needs here. */
  readonly options: readonly string[];
}

/** All that can be tested with: podman where it is installed, docker only where its daemon runs. Without any, podman. */
export function testEngines(): readonly TestEngine[] {
  const podman = { command: podmanHere.engine, options: podmanHere.limits };
  const docker = { command: ['docker'], options: [] };
  const ready = [podman, docker].filter(hasBaseImage);
  return ready.length > 0 ? ready : [podman];
}

/** Whether an engine works here and has the image that `npm run image` makes. */
export function hasBaseImage({ command }: TestEngine): boolean {
  const [program = '', ...globals] = command;
  try {
    const args = [...globals, 'image', 'inspect', BASE_IMAGE];
    execFileSync(program, args, { stdio: 'ignore', timeout: TIMEOUT_MS });
    return true;
  } catch {
    return false;
  }
}

/** Has the engine do one thing, and gives what it prints. */
export async function runEngine({ command }: TestEngine, ...args: string[]): Promise<string> {
  const [program = '', ...globals] = command;
  const { stdout } = await promisify(execFile)(program, [...globals, ...args], { timeout: TIMEOUT_MS });
  return stdout;
}

/** Makes an image with Node and a shell, whose user is root, by more lines of a Dockerfile. */
export async function makeImage(engine: TestEngine, name: string, ...lines: string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'containers-test-'));
  await writeFile(
    join(folder, 'Dockerfile'),
    [`FROM ${BASE_IMAGE}`, 'USER 0:0', 'WORKDIR /', ...lines].join('\n'),
  );
  await runEngine(engine, 'build', '--quiet', `--tag=${name}`, folder);
  await rm(folder, { recursive: true });
}
