import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);

/** The packages whose `dist/main.js` is a command, and what each is made of. */
const commands = [
  { name: 'worker', sources: sourcesOf('worker', 'batch-fanout') },
  { name: 'local-batch', sources: sourcesOf('local-batch') },
];

/** Bundles the commands unless a bundle is newer than everything it is made of. The tests begin with it, too. */
export default function buildCommands() {
  for (const { name, sources } of commands) build(name, sources);
}

function build(name, sources) {
  const folder = new URL(`packages/${name}/`, root);
  const bundle = new URL('dist/main.js', folder);
  if (existsSync(bundle) && statSync(bundle).mtimeMs > Math.max(...sources.map(newest))) return;
  rmSync(new URL('dist/', folder), { recursive: true, force: true });
  const tsup = fileURLToPath(new URL('node_modules/tsup/dist/cli-default.js', root));
  const { status, stderr, stdout } = spawnSync(process.execPath, [tsup, '--no-dts'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`packages/${name} could not be bundled:\n${stdout}${stderr}`);
}

function sourcesOf(name, ...others) {
  const own = [`packages/${name}/tsup.config.ts`, `packages/${name}/package.json`, 'pnpm-lock.yaml'];
  return [...own, ...[name, ...others].map((source) => `packages/${source}/src/`)];
}

function newest(path) {
  const url = new URL(path, root);
  if (!path.endsWith('/')) return statSync(url).mtimeMs;
  return Math.max(
    ...readdirSync(url, { recursive: true, withFileTypes: true }).map(
      (entry) => statSync(`${entry.parentPath ?? entry.path}/${entry.name}`).mtimeMs,
    ),
  );
}
