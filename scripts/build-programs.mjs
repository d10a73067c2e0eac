import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
/** Programs that run as processes of their own, and what each is made of. */
const programs = [
  {
    folder: 'packages/worker/',
    bundle: 'dist/main.js',
    sources: [
      'packages/worker/src/',
      'packages/worker/tsup.config.ts',
      'packages/worker/package.json',
      'packages/batch-fanout/src/',
      'pnpm-lock.yaml',
    ],
  },
  {
    folder: 'packages/local-batch/',
    bundle: 'dist/spawner.js',
    sources: [
      'packages/local-batch/src/spawner.ts',
      'packages/local-batch/src/runners/',
      'packages/local-batch/tsup.config.ts',
    ],
  },
];

/** Bundles what is started as a program, unless the bundle is newer than everything it is made of. The tests begin with it, too. */
export default function buildPrograms() {
  for (const { folder, bundle, sources } of programs) {
    const cwd = new URL(folder, root);
    const file = new URL(bundle, cwd);
    if (existsSync(file) && statSync(file).mtimeMs > Math.max(...sources.map(newest))) continue;
    rmSync(new URL('dist/', cwd), { recursive: true, force: true });
    const tsup = fileURLToPath(new URL('node_modules/tsup/dist/cli-default.js', root));
    const { status, stderr, stdout } = spawnSync(process.execPath, [tsup, '--no-dts'], {
      cwd,
      encoding: 'utf8',
      timeout: 120_000,
    });
    if (status !== 0) throw new Error(`${folder} could not be bundled:\n${stdout}${stderr}`);
  }
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
