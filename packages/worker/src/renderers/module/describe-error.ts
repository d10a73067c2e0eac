import { basename } from 'node:path';

/** A line of a stack that leads to a file, and not into Node. */
const PLACE = /^ {4}at .*?\(?(?:file:\/\/)?(\/[^():]+:[0-9]+):[0-9]+\)?$/m;

/** What a module has thrown, whatever it is, and where. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const [, place] = PLACE.exec(error.stack ?? '') ?? [];
  return place === undefined ? error.message : `${error.message} (${basename(place)})`;
}
