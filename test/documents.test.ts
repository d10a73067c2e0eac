import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv, promisify } from 'node:util';
import { readSettings } from '@render/worker';
import { describe, expect, test } from 'vitest';
import { planningPictures } from '../scripts/planning-pictures.js';
import { variableTable } from '../scripts/variable-table.js';
import { hasProgram } from './has-program.js';
import { runShell } from './run-shell.js';
import { shellSessions } from './shell-sessions.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const guides = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md'));
const documents = ['README.md', 'CONTRIBUTING.md', ...guides.map((name) => `docs/${name}`)];

describe.each(documents)('%s', async (name) => {
  const text = await readFile(join(root, name), 'utf8');
  const examples = [...text.matchAll(/```js\n(.*?)```\n\n```text\n(.*?)```/gs)];
  const sessions = shellSessions(text).filter(({ needsContainers }) => !needsContainers);

  test('shows what its examples print', async () => {
    expect(text.match(/```js\n/g)?.length ?? 0).toBe(examples.length);
    for (const [, code = '', output] of examples) expect(await run(code)).toBe(output);
  });

  test.skipIf(sessions.some(({ script }) => script.includes('aws ')) && !hasProgram('aws'))(
    'shows what its commands print',
    async () => {
      for (const { script, output } of sessions) expect(await runShell(script)).toBe(output);
    },
  );

  test('names files and scripts that exist', async () => {
    const links = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, path]) => path as string);
    const files = links.filter((link) => !link.startsWith('https:'));
    expect(files.filter((file) => !existsSync(join(root, dirname(name), file)))).toEqual([]);

    const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const named = [...text.matchAll(/npm run (?:-s )?([a-z:-]+)/g)].map(([, script]) => script as string);
    expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
  });
});

test.each(Object.entries(planningPictures()))(
  'docs/images/%s is what the library draws',
  async (name, svg) => {
    expect(await readFile(join(root, 'docs/images', name), 'utf8')).toBe(svg);
  },
);

test('docs/worker.md has every variable of the schema, as the schema says', async () => {
  const withoutWidths = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
  const guide = await readFile(join(root, 'docs/worker.md'), 'utf8');
  expect(withoutWidths(guide)).toContain(withoutWidths(variableTable()));
});

test.each(['start', 'render', 'compile'])(
  'packages/worker/%s.env.example is what a worker takes',
  async (step) => {
    const text = await readFile(join(root, `packages/worker/${step}.env.example`), 'utf8');
    expect(readSettings(parseEnv(text) as Record<string, string>).job.jobType).toBe(step);
  },
);

async function run(code: string): Promise<string> {
  const args = ['--import', 'tsx', '--conditions=@render/source', '--input-type=module', '-e', code];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, timeout: 30_000 });
  return stdout;
}
