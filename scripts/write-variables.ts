// Writes the table of the worker's variables into docs/worker.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { variableTable } from './variable-table.js';

const path = new URL('../docs/worker.md', import.meta.url);
const text = readFileSync(path, 'utf8');
writeFileSync(
  path,
  text.replace(
    /(<!-- variables -->\n).*?(<!-- \/variables -->)/s,
    (_, start, end) => `${start}\n${variableTable()}\n\n${end}`,
  ),
);
