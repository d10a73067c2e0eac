import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));

test('the README’s example prints what the README shows', async () => {
  const readme = await readFile(`${root}README.md`, 'utf8');
  const [, code = '', output] = /```js\n(.*?)```\n\n```text\n(.*?)```/s.exec(readme) ?? [];
  const args = ['--import', 'tsx', '--conditions=@render/source', '--input-type=module', '-e', code];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, timeout: 30_000 });
  expect(stdout).toBe(output);
});

test('the README names files and scripts that exist', async () => {
  const readme = await readFile(`${root}README.md`, 'utf8');
  const links = [...readme.matchAll(/\]\(([^)#]+)\)/g)].map(([, path]) => path as string);
  const { scripts } = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as {
    scripts: Record<string, string>;
  };
  const named = [...readme.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name as string);
  expect(links.length).toBeGreaterThan(5);
  for (const link of links)
    await expect(promisify(execFile)('ls', [`${root}${link}`]), link).resolves.toBeDefined();
  expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
});
