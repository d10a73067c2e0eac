// Writes the tables of the worker's variables, renderers and codecs into docs/worker.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { codecTable } from './codec-table.js';
import { rendererTable } from './renderer-table.js';
import { variableTable } from './variable-table.js';

const path = new URL('../docs/worker.md', import.meta.url);
const tables = { variables: variableTable(), renderers: rendererTable(), codecs: codecTable() };
let text = readFileSync(path, 'utf8');
for (const [name, table] of Object.entries(tables)) {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [before, after] = [text.indexOf(start), text.indexOf(end)];
  if (before === -1 || after === -1) throw new Error(`docs/worker.md has no ${start} … ${end}`);
  text = `${text.slice(0, before)}${start}\n\n${table}\n\n${text.slice(after)}`;
}
writeFileSync(path, text);
