// Builds the worker's image with whichever of docker, podman and buildah works here: npm run image -- [TARGET]
// BASE_IMAGE, IMAGE_NAME and REVISION are variables; arguments after the target are handed on.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const context = fileURLToPath(new URL('../packages/worker', import.meta.url));
const [target = 'worker', ...rest] = process.argv.slice(2);
const { BASE_IMAGE, IMAGE_NAME = target === 'worker' ? 'render-worker' : `render-${target}` } = process.env;

const builders = [
  ['docker', ['version'], ['build']],
  [
    'buildah',
    ['version'],
    ['--storage-driver', process.env.STORAGE_DRIVER ?? 'overlay', 'bud', '--isolation', 'chroot', '--layers'],
  ],
  ['podman', ['version'], ['build']],
];
const builder = builders.find(
  ([program, check]) => spawnSync(program, check, { stdio: 'ignore', timeout: 30_000 }).status === 0,
);
if (builder === undefined) {
  console.error(
    'None of docker, buildah and podman works here; install one, and start it if it needs a daemon.',
  );
  process.exit(69);
}
const [program, , command] = builder;
const revision =
  spawnSync('git', ['rev-parse', 'HEAD'], { cwd: context, encoding: 'utf8' }).stdout?.trim() || 'unknown';
const args = [
  ...command,
  ...['--target', target, '--tag', IMAGE_NAME, '--build-arg', `REVISION=${revision}`],
  ...(BASE_IMAGE === undefined ? [] : ['--build-arg', `BASE_IMAGE=${BASE_IMAGE}`]),
  ...rest,
  context,
];
console.log(`${program} ${args.join(' ')}`);
process.exit(spawnSync(program, args, { stdio: 'inherit', timeout: 15 * 60_000 }).status ?? 1);
