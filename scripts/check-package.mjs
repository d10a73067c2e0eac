// Checks each package as its users will get it: what publint and attw say of the tarball, and whether an empty project
// that installs the tarballs can import and require them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const scratch = mkdtempSync(join(tmpdir(), 'check-package-'));
const packages = readdirSync(join(root, 'packages')).map((name) => ({
  folder: join(root, 'packages', name),
  manifest: JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')),
}));

try {
  const tarballs = packages.map(pack);
  for (const each of packages) assertTypesResolve(each);
  for (const tarball of tarballs) {
    run('publint', 'npx', ['--no-install', 'publint', tarball, '--strict'], root);
    run(
      'attw',
      'npx',
      ['--no-install', 'attw', tarball, '--profile', 'esm-only', '--no-emoji', '--format', 'ascii'],
      root,
    );
  }
  const project = join(scratch, 'project');
  run('mkdir', process.execPath, ['-e', `fs.mkdirSync(${JSON.stringify(project)})`], root);
  const client = packages[0].manifest.peerDependencies?.['@aws-sdk/client-batch'];
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({
      private: true,
      dependencies: { '@aws-sdk/client-batch': client, ...localTarballs(tarballs) },
    }),
  );
  run(
    'install',
    'npm',
    ['install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'],
    project,
  );
  for (const specifier of packages.flatMap(({ manifest }) => entryPoints(manifest))) {
    const names = `Object.keys(x).length > 0 || process.exit(1)`;
    run(
      `import ${specifier}`,
      process.execPath,
      ['-e', `import('${specifier}').then((x) => ${names})`],
      project,
    );
    run(
      `require ${specifier}`,
      process.execPath,
      ['-e', `const x = require('${specifier}'); ${names}`],
      project,
    );
    console.log(`${specifier}: installed from its tarball, imported and required`);
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function pack({ folder }) {
  const output = run(
    'pack',
    'npx',
    ['--yes', packageManager, 'pack', '--json', '--pack-destination', scratch],
    folder,
  );
  return JSON.parse(output.slice(output.indexOf('{'))).filename;
}

/** What the types import, a user must have: it is a dependency, or a peer. */
function assertTypesResolve({ folder, manifest }) {
  const named = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  const files = readdirSync(join(folder, 'dist')).filter((file) => file.endsWith('.d.ts'));
  for (const file of files) {
    const text = readFileSync(join(folder, 'dist', file), 'utf8');
    for (const [, specifier] of text.matchAll(/(?:from|import\() ?'([^'.][^']*)'/g)) {
      const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
      if (specifier.startsWith('node:') || named.includes(name)) continue;
      throw new Error(`${manifest.name}: ${file} imports ${specifier}, which is no dependency of it`);
    }
  }
}

function localTarballs(tarballs) {
  return Object.fromEntries(
    packages.map(({ manifest }, index) => [manifest.name, `file:${tarballs[index]}`]),
  );
}

function entryPoints({ name, publishConfig }) {
  return Object.keys(publishConfig.exports)
    .filter((path) => !path.endsWith('.json'))
    .map((path) => name + path.slice(1));
}

function run(what, command, args, cwd) {
  const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (status === 0) return stdout;
  console.error(`${what} failed in ${cwd}:\n${stdout}${stderr}`);
  throw new Error(`${what} failed`);
}
