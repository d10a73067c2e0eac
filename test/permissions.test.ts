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

/** What each operation of the client takes. Parts of an upload are put like a whole object. */
const S3_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  AbortMultipartUpload: ['s3:AbortMultipartUpload'],
  GetObject: ['s3:GetObject'],
  ListMultipartUploads: ['s3:ListBucketMultipartUploads'],
  ListObjectsV2: ['s3:ListBucket'],
  PutObject: ['s3:PutObject'],
  Upload: ['s3:AbortMultipartUpload', 's3:PutObject'],
};

test.each([
  ['Render', ['Upload', 'ListMultipartUploads', 'AbortMultipartUpload']],
  ['Compile', []],
])('the policy of the %s step allows just what its storage calls', async (role, unused) => {
  const storage = await readFile(join(root, 'packages/worker/src/storage/s3-storage.ts'), 'utf8');
  const found = [...storage.matchAll(/new (\w+?)(?:Command)?\((?=new|this|\{)/g)].map(
    ([, name = '']) => name,
  );
  const operations = found.filter((name) => name !== 'S3Client' && !unused.includes(name));
  expect(allowedFor(role)).toEqual(
    [...new Set(operations.flatMap((name) => S3_ACTIONS[name] ?? [name]))].sort(),
  );

  const step = await readFile(join(root, `packages/worker/src/jobs/${role.toLowerCase()}.ts`), 'utf8');
  expect(/\.putFile\(|\.removeUnfinished\(/.test(step)).toBe(role === 'Compile');
});

function allowedFor(role: string): string[] {
  const [, json = ''] = new RegExp(`## ${role}\n.*?\`\`\`json\n(.*?)\`\`\``, 's').exec(guide) ?? [];
  const { Statement } = JSON.parse(json) as { Statement: { Action: string | string[] }[] };
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
