// Brings a fresh clone to where everything runs: dependencies by the lockfile, and the bundles of the commands.
// Does nothing where nothing has changed, so that every root script can begin with it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import buildCommands from './build-commands.mjs';

const root = new URL('../', import.meta.url);
const stamp = new URL('node_modules/.setup-stamp', root);
const { packageManager } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

const wanted = createHash('sha256');
for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'])
  wanted.update(readFileSync(new URL(file, root)));
const digest = wanted.digest('hex');

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
  console.error(`Installing dependencies with ${packageManager} …`);
  const { status, error } = spawnSync('npx', ['--yes', packageManager, 'install', '--frozen-lockfile'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
    env: { ...process.env, CI: 'true', npm_config_update_notifier: 'false' },
    timeout: 15 * 60_000,
  });
  if (status !== 0) {
    console.error(
      `The installation failed${error ? `: ${error.message}` : ''}. Check that the npm registry can be reached, then try again.`,
    );
    process.exit(1);
  }
  writeFileSync(stamp, digest);
}
buildCommands();
