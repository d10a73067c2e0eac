import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { hasProgram } from './has-program.js';
import { readDocuments } from './read-documents.js';
import { runShell } from './run-shell.js';
import { shellSessions } from './shell-sessions.js';

const root = fileURLToPath(new URL('../', import.meta.url));

describe.each(await readDocuments(root))('$name', ({ text }) => {
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
});

async function run(code: string): Promise<string> {
  const args = ['--import', 'tsx', '--conditions=@render/source', '--input-type=module', '-e', code];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root, timeout: 30_000 });
  return stdout;
}
