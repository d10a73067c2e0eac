import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
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

/** What each operation of the client takes. Parts of an upload are put like a whole object. */
const S3_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  AbortMultipartUpload: ['s3:AbortMultipartUpload'],
  DeleteObjects: ['s3:DeleteObject'],
  GetObject: ['s3:GetObject'],
  ListMultipartUploads: ['s3:ListBucketMultipartUploads'],
  ListObjectsV2: ['s3:ListBucket'],
  PutObject: ['s3:PutObject'],
  Upload: ['s3:AbortMultipartUpload', 's3:PutObject'],
};
/** The operations of methods that not every step calls. */
const BY_METHOD: Readonly<Record<string, readonly string[]>> = {
  putFile: ['Upload'],
  remove: ['DeleteObjects'],
  removeUnfinished: ['ListMultipartUploads', 'AbortMultipartUpload'],
};

test.each([
  ['Render', 'jobs/render.ts'],
  ['Compile', 'jobs/compile.ts'],
])('the policy of the %s step allows just what its storage calls', async (role, file) => {
  const worker = join(root, 'packages/worker/src');
  const parts = (await readdir(join(worker, 'storage'))).filter((name) => name.startsWith('s3-'));
  const storage = (
    await Promise.all(parts.map((name) => readFile(join(worker, 'storage', name), 'utf8')))
  ).join('');
  const step = (await sourcesFrom(join(worker, file))).join('');
  const found = [...storage.matchAll(/new (?:(\w+)Command|(Upload))\(/g)].map(
    ([, command, upload]) => command ?? (upload as string),
  );
  const isCalled = (operation: string) => {
    const methods = Object.entries(BY_METHOD).filter(([, operations]) => operations.includes(operation));
    return methods.length === 0 || methods.some(([method]) => step.includes(`.${method}(`));
  };
  const operations = found.filter(isCalled);
  expect(allowedFor(role)).toEqual(
    [...new Set(operations.flatMap((name) => S3_ACTIONS[name] ?? [name]))].sort(),
  );
});

function allowedFor(role: string): string[] {
  const [, json = ''] = new RegExp(`## ${role}\n.*?\`\`\`json\n(.*?)\`\`\``, 's').exec(guide) ?? [];
  const { Statement } = JSON.parse(json) as { Statement: { Action: string | string[] }[] };
  return Statement.flatMap(({ Action }) => Action).sort();
}

/** The text of a source and of all that it imports, but for the storages themselves. */
async function sourcesFrom(path: string, known = new Set<string>()): Promise<string[]> {
  if (known.has(path) || /-storage\.ts$/.test(path)) return [];
  known.add(path);
  const source = await readFile(path, 'utf8');
  const imports = [...source.matchAll(/(?:from |import\()'(\.[^']+)\.js'/g)];
  const others = imports.map(([, name = '']) => sourcesFrom(join(dirname(path), `${name}.ts`), known));
  return [source, ...(await Promise.all(others)).flat()];
}

/** The actions that the commands in these sources imply. */
async function actionsIn(place: string): Promise<string[]> {
  const path = join(root, place);
  const names = place.endsWith('.ts') ? [''] : await readdir(path, { recursive: true });
  const files = names.filter((name) => place.endsWith('.ts') || name.endsWith('.ts'));
  const sources = await Promise.all(files.map((name) => readFile(join(path, name), 'utf8')));
  const commands = sources.flatMap((source) => [...source.matchAll(/new (\w+)Command\(/g)]);
  const operations = commands.map(([, operation]) => `batch:${operation}`);
  return operations.includes('batch:SubmitJob') ? [...operations, 'batch:TagResource'] : operations;
}
