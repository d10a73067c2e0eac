import { clientException } from './client-exception.js';

/** One page of a longer list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

/** How a page is cut. */
export interface PageOptions {
  readonly maxResults: number;
  /** What the list was asked for; a token is good for the same question only. */
  readonly scope: string;
}

/**
 * The page that a request asks for of a whole list, whose items keep their places.
 *
 * @param scope - What the list was asked for.
 */
export function pageOf<T>(
  list: readonly T[],
  { maxResults, nextToken }: { readonly maxResults: number; readonly nextToken?: string | undefined },
  scope: string,
): Page<T> {
  const entries = [...list.entries()].slice(positionOf(nextToken, scope) ?? 0);
  return takePage(entries, { maxResults, scope });
}

/** Cuts the next page off a list whose entries carry stable positions. */
export function takePage<T>(
  entries: Iterable<readonly [position: number, item: T]>,
  options: PageOptions,
): Page<T> {
  const items: T[] = [];
  for (const [position, item] of entries) {
    if (items.length === options.maxResults) {
      const nextToken = Buffer.from(JSON.stringify([options.scope, position])).toString('base64url');
      return { items, nextToken };
    }
    items.push(item);
  }
  return { items };
}

/** The position at which a page begins; undefined for the first. */
export function positionOf(nextToken: string | undefined, scope: string): number | undefined {
  if (nextToken === undefined) return undefined;
  const content = decode(nextToken);
  if (Array.isArray(content) && content[0] === scope && Number.isSafeInteger(content[1])) return content[1];
  throw clientException(`nextToken ${JSON.stringify(nextToken)} was not given for this request`);
}

function decode(nextToken: string): unknown {
  try {
    return JSON.parse(Buffer.from(nextToken, 'base64url').toString());
  } catch {
    // Not one of ours; the caller says so.
    return undefined;
  }
}
