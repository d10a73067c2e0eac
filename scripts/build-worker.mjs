import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const worker = new URL('packages/worker/', root);
const bundle = new URL('dist/main.js', worker);
const sources = [
  'packages/worker/src/',
  'packages/worker/tsup.config.ts',
  'packages/worker/package.json',
  'packages/batch-fanout/src/',
  'pnpm-lock.yaml',
];

/** Bundles the worker unless the bundle is newer than everything it is made of. The tests begin with it, too. */
export default function buildWorker() {
  if (existsSync(bundle) && statSync(bundle).mtimeMs > Math.max(...sources.map(newest))) return;
  rmSync(new URL('dist/', worker), { recursive: true, force: true });
  const tsup = fileURLToPath(new URL('node_modules/tsup/dist/cli-default.js', root));
  const { status, stderr, stdout } = spawnSync(process.execPath, [tsup, '--no-dts'], {
    cwd: worker,
    encoding: 'utf8',
    timeout: 120_000,
  });
  if (status !== 0) throw new Error(`The worker could not be bundled:\n${stdout}${stderr}`);
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
