import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';

const packageFolder = fileURLToPath(new URL('../../', import.meta.url));
/** Where the built command is. */
export const commandPath: string = join(packageFolder, 'dist/main.js');
const LIMIT_MS = 30_000;

/** The built command as a shell would run it. `await using` stops it. */
export function runCommand(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  return follow(process.execPath, [commandPath, ...args], environment);
}

/** The same on a terminal of its own, to which `type` writes. */
export function runOnTerminal(args: readonly string[]) {
  const words = [process.execPath, commandPath, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  return follow('script', ['--quiet', '--return', '--command', `exec ${words.join(' ')}`, '/dev/null'], {});
}

function follow(file: string, args: readonly string[], environment: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'local-batch-command-'));
  const { PATH = '', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true' } = process.env;
  const child = spawn(file, args, {
    cwd: packageFolder,
    // Temporary log folders go with it.
    env: { PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED, TMPDIR: folder, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  return {
    ended,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    type: (text: string) => child.stdin.write(text),
    /** Waits until stdout matches, and gives the match. */
    prints: (pattern: RegExp) =>
      vi.waitUntil(() => pattern.exec(stdout), { interval: 15, timeout: LIMIT_MS }),
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}
