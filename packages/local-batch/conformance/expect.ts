import { isDeepStrictEqual } from 'node:util';

/** What an endpoint did instead of what it should; the message says both in one line. */
export class RuleBroken extends Error {
  override readonly name = 'RuleBroken';
}

/** @throws {@link RuleBroken} unless the two are deeply equal. */
export function same(actual: unknown, expected: unknown, what: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new RuleBroken(`${what}: ${show(actual)}, not ${show(expected)}`);
}

/** @throws {@link RuleBroken} with the message, unless the condition holds. */
export function holds(condition: unknown, message: string): asserts condition {
  if (!condition) throw new RuleBroken(message);
}

/** @throws {@link RuleBroken} unless the text matches. */
export function matches(text: string | undefined, pattern: RegExp, what: string): void {
  if (text !== undefined && pattern.test(text)) return;
  throw new RuleBroken(`${what}: ${show(text)}, not ${pattern}`);
}

/**
 * Waits for a request to be refused as the caller's mistake: a ClientException of HTTP status 400.
 *
 * @throws {@link RuleBroken} if it was accepted, or refused in another way or with another message.
 */
export async function refused(request: Promise<unknown>, message?: string): Promise<void> {
  const error = await request.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error === undefined) throw new RuleBroken('accepted');
  if (!(error instanceof Error) || !('$metadata' in error)) throw error;
  const { httpStatusCode } = error.$metadata as { httpStatusCode?: number };
  if (error.name !== 'ClientException' || httpStatusCode !== 400) {
    throw new RuleBroken(`refused with ${error.name} and HTTP status ${httpStatusCode}`);
  }
  if (message !== undefined && !error.message.includes(message)) {
    throw new RuleBroken(`refused with the message ${show(error.message)}, not ${show(message)}`);
  }
}

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
