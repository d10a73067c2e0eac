import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const TIMEOUT_MS = 30_000;

/**
 * Waits for a line of a log; whatever follows it is read and forgotten.
 *
 * @throws Error with the last lines that came instead, if the log ends before or takes longer than 30 s.
 */
export function untilLine(log: Readable, wanted: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    const seen: string[] = [];
    const lines = createInterface(log);
    const end = (settle: () => void) => {
      clearTimeout(timer);
      lines.removeAllListeners();
      log.resume();
      settle();
    };
    const fail = (when: string) =>
      end(() =>
        reject(new Error(`no line is like ${wanted} ${when}; the last are\n${seen.slice(-5).join('\n')}`)),
      );
    const timer = setTimeout(() => fail(`within ${TIMEOUT_MS / 1000} s`), TIMEOUT_MS);
    lines.on('line', (line) => (wanted.test(line) ? end(resolve) : seen.push(line)));
    lines.on('close', () => fail('before the log ends'));
  });
}
