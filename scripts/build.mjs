// Builds every package from nothing, with types.
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
const tsup = fileURLToPath(new URL('node_modules/tsup/dist/cli-default.js', root));

for (const name of readdirSync(new URL('packages/', root))) {
  const cwd = new URL(`packages/${name}/`, root);
  rmSync(new URL('dist/', cwd), { recursive: true, force: true });
  console.log(`building packages/${name}`);
  const { status } = spawnSync(process.execPath, [tsup, '--silent'], {
    cwd,
    stdio: 'inherit',
    timeout: 300_000,
  });
  if (status !== 0) process.exit(1);
}
