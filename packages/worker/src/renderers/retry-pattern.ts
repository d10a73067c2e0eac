import { ExitCode } from '../exit-code.js';
import { WorkerError } from '../worker-error.js';

/** Finds in a line that trying later could help. */
export interface RetryPattern {
  test(line: string): boolean;
}

/**
 * Reads RENDER_RETRY_ON. Matching takes time in proportion to the line, whatever the pattern: JavaScript's own expressions can
 * take years, in which nothing else goes on.
 *
 * @throws WorkerError with exit code 64 if it is no regular expression of RE2.
 */
export async function readRetryPattern(text: string | undefined): Promise<RetryPattern | undefined> {
  if (text === undefined) return undefined;
  const { RE2JS } = await import('re2js');
  try {
    return RE2JS.compile(RE2JS.translateRegExp(text));
  } catch (cause) {
    throw new WorkerError(
      ExitCode.wrongSettings,
      `RENDER_RETRY_ON='${text}' is no regular expression of RE2, which looks neither ahead nor back: ${(cause as Error).message}; correct it`,
      { cause },
    );
  }
}
