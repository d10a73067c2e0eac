import { invalidParameter } from './logs-error.js';

const TERM = /\s*(?:"((?:[^"\\]|\\.)*)"(?=\s|$)|([\p{L}\p{N}_]+)(?=\s|$))/uy;

/**
 * Reads a filter pattern of terms, all of which a message must contain, upper and lower case told apart. A term is a word
 * of letters, digits and `_`, or anything in double quotes. An empty pattern matches everything.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 *
 * @throws {@link LocalBatchError} `InvalidParameterException` for the patterns that AWS knows beyond that: `?any`,
 *   `-without`, `%expression%`, `{ $.json }` and `[columns]`.
 */
export function readFilterPattern(pattern: string): (message: string) => boolean {
  const text = pattern.trimEnd();
  const terms: string[] = [];
  for (TERM.lastIndex = 0; TERM.lastIndex < text.length; ) {
    const rest = text.slice(TERM.lastIndex).trimStart();
    const [, quoted, word] = TERM.exec(text) ?? [];
    if (quoted === undefined && word === undefined) {
      throw invalidParameter(
        `filterPattern: ${JSON.stringify(rest)} is no term; terms are words of letters, digits and _, or stand in double quotes (?, -, %, { } and [ ] are not supported by local-batch)`,
      );
    }
    terms.push(word ?? (quoted ?? '').replace(/\\(.)/g, '$1'));
  }
  return (message) => terms.every((term) => message.includes(term));
}
