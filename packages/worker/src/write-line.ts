// Importing it would load every stream that it exports: two milliseconds of a start of thirty.
const { writeSync } = process.getBuiltinModule('node:fs');

const STDOUT = 1;
const RETRY_MS = 10;
/** A reader that takes nothing for so long has stopped reading; the job is worth more than its log. */
const MOST_RETRIES = 1000;

/** Writes one line to stdout before it returns, and waits while a pipe is full. */
export function writeLine(line: string): void {
  let rest = Buffer.from(`${line}\n`);
  for (let retries = 0; rest.length > 0 && retries <= MOST_RETRIES; ) {
    try {
      rest = rest.subarray(writeSync(STDOUT, rest));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // The reader has gone, as `| head` does, or its disk is full; the job goes on.
      if (code !== 'EAGAIN') return;
      retries += 1;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}
