import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { readSettings } from '@render/worker';
import { describe, expect, test } from 'vitest';
import { codecTable } from '../scripts/codec-table.js';
import { planningPictures } from '../scripts/planning-pictures.js';
import { renderers } from '../scripts/renderer-guide.js';
import { rendererTable } from '../scripts/renderer-table.js';
import { variableTable } from '../scripts/variable-table.js';
import { readDocuments } from './read-documents.js';

const root = fileURLToPath(new URL('../', import.meta.url));

describe.each(await readDocuments(root))('$name', ({ name, text }) => {
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

test.each([
  ['every variable of the schema, as the schema says', variableTable()],
  ['every renderer, as its checks and the guide say', rendererTable()],
  ['every codec, as compile knows it', codecTable()],
])('docs/worker.md has %s', async (_, table) => {
  const withoutWidths = (text: string) => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
  const guide = await readFile(join(root, 'docs/worker.md'), 'utf8');
  expect(withoutWidths(guide)).toContain(withoutWidths(table));
});

test('the table of renderers has every one that the schema names', () => {
  const names = [...new Set(renderers.map(({ given }) => given.RENDERER as string))];
  const own = names.slice(0, -1).join(', ');
  expect(variableTable()).toContain(` ${own} or the path of a module, such as ${names.at(-1)} `);
});

test.each(['start', 'render', 'compile'])(
  'packages/worker/%s.env.example is what a worker takes',
  async (step) => {
    const text = await readFile(join(root, `packages/worker/${step}.env.example`), 'utf8');
    expect(readSettings(parseEnv(text) as Record<string, string>).job.jobType).toBe(step);
  },
);
