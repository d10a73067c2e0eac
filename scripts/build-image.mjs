// Builds the worker's image with whichever of docker, podman and buildah works here: npm run image -- [TARGET]
// BASE_IMAGE, IMAGE_NAME and REVISION are variables; arguments after the target are handed on.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
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
const { version } = JSON.parse(readFileSync(`${context}/package.json`, 'utf8'));
const revision = process.env.REVISION ?? readRevision();
const args = [
  ...command,
  ...['--target', target, '--tag', IMAGE_NAME],
  // Labels and no arguments: buildah takes what an argument was worth from its cache.
  ...['--label', `org.opencontainers.image.version=${version}`],
  ...['--label', `org.opencontainers.image.revision=${revision}`],
  ...(BASE_IMAGE === undefined ? [] : ['--build-arg', `BASE_IMAGE=${BASE_IMAGE}`]),
  ...rest,
  context,
];
console.log(`${program} ${args.join(' ')}`);
process.exit(spawnSync(program, args, { stdio: 'inherit', timeout: 15 * 60_000 }).status ?? 1);

function readRevision() {
  const { stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: context, encoding: 'utf8' });
  return stdout?.trim() || 'unknown';
}
