import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../', import.meta.url));
const guide = await readFile(join(root, 'docs/permissions.md'), 'utf8');

test.each([
  ['Submitter', ['packages/batch-fanout/src/submit', 'packages/batch-fanout/src/repair']],
  [
    'Start job',
    ['packages/batch-fanout/src/submit', 'packages/batch-fanout/src/repair', 'packages/worker/src/jobs'],
  ],
  ['Follower', ['packages/batch-fanout/src/follow', 'packages/batch-fanout/src/submit/find-jobs.ts']],
])('the policy of the %s allows just what its code calls', async (role, places) => {
  const calls = new Set((await Promise.all(places.map(actionsIn))).flat());
  // Said in words, because following does not need it.
  if (role === 'Follower') calls.delete('batch:TerminateJob');
  expect(allowedFor(role)).toEqual([...calls].sort());
});

function allowedFor(role: string): string[] {
  const [, json = ''] = new RegExp(`## ${role}\n.*?\`\`\`json\n(.*?)\`\`\``, 's').exec(guide) ?? [];
  const { Statement } = JSON.parse(json) as { Statement: { Action: string[] }[] };
  return Statement.flatMap(({ Action }) => Action).sort();
}

/** The actions that the commands in these sources imply. */
async function actionsIn(place: string): Promise<string[]> {
  const path = join(root, place);
  const names = place.endsWith('.ts') ? [''] : await readdir(path);
  const sources = await Promise.all(names.map((name) => readFile(join(path, name), 'utf8')));
  const commands = sources.flatMap((source) => [...source.matchAll(/new (\w+)Command\(/g)]);
  const operations = commands.map(([, operation]) => `batch:${operation}`);
  return operations.includes('batch:SubmitJob') ? [...operations, 'batch:TagResource'] : operations;
}
