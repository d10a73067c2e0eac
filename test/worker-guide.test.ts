import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { findSecrets, SECRET_NAME, SHORTEST } from '../packages/worker/src/hide-secrets.js';
import {
  readPovrayArguments,
  SET_BY_WORKER,
} from '../packages/worker/src/renderers/read-povray-arguments.js';

const guide = await readFile(new URL('../docs/worker.md', import.meta.url), 'utf8');

describe('docs/worker.md on secrets', () => {
  const [section = ''] = /### Secrets\n.*?(?=\n## )/s.exec(guide) ?? [];
  const [, anywhere = '', whole = '', ending = ''] =
    /whose name has (.*?)\s+in it, is (.*?), or ends with (.*?), in any case/s.exec(section) ?? [];
  const names = [
    ...wordsIn(anywhere).flatMap((word) => [word, `A${word}B`]),
    ...wordsIn(whole),
    ...wordsIn(ending).map((word) => `A${word}`),
  ];

  test('names what is hidden', () => {
    const isShown = (name: string) => findSecrets({ [name]: 'x'.repeat(SHORTEST) }).length === 0;
    expect(names).toContain('AUTH');
    expect([...names, ...names.map((name) => name.toLowerCase())].filter(isShown)).toEqual([]);
    expect(findSecrets({ PLACE: 'postgres://user:password@host' })).toEqual(['password']);
    expect(section).toContain(`at least ${SHORTEST} characters`);
  });

  test('leaves no part of the rule out', () => {
    const parts = SECRET_NAME.source.match(/[A-Z][A-Z_]+/g) ?? [];
    expect(parts.filter((part) => !names.some((name) => name.includes(part)))).toEqual([]);
  });
});

test('docs/worker.md names every argument that POVRAY_ARGS refuses', () => {
  const [, list = ''] = /animation's range \((.*?), with `-` too/s.exec(guide) ?? [];
  const switches = wordsIn(list).map((word) => `${word}1`);
  for (const argument of switches.flatMap((plus) => [plus, plus.replace('+', '-').toLowerCase()]))
    expect(() => readPovrayArguments(JSON.stringify([argument]))).toThrow('which the worker itself sets');
  const unnamed = SET_BY_WORKER.filter(([pattern]) => !switches.some((argument) => pattern.test(argument)));
  expect(unnamed).toEqual([]);
});

function wordsIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, word]) => word as string);
}
