import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { S3Place } from './s3-place.js';

/** Which of these keys there are. Lists from the first one on, and leaps over what nobody asked for: seldom more than one call. */
export async function findExistingKeys(place: S3Place, keys: readonly string[]): Promise<Set<string>> {
  const wanted = [...new Set(keys)].sort(byCodeUnits);
  const found = new Set<string>();
  // What a list starts after is not in it; a key without its last letter sorts right before it.
  let after = wanted[0]?.slice(0, -1);
  while (after !== undefined) {
    const { listed, isLast } = await listPage(place, { after });
    for (const key of listed) found.add(key);
    const last = listed.at(-1);
    const next = isLast || last === undefined ? undefined : wanted.find((key) => key > last);
    after = next && (next.slice(0, -1) > (last as string) ? next.slice(0, -1) : last);
  }
  return new Set(wanted.filter((key) => found.has(key)));
}

/** All keys that begin so. */
export async function listKeys(place: S3Place, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for (let isLast = false; !isLast; ) {
    const page = await listPage(place, { prefix, after: keys.at(-1) });
    keys.push(...page.listed);
    isLast = page.isLast || page.listed.length === 0;
  }
  return keys;
}

async function listPage(
  place: S3Place,
  { prefix = '', after }: { prefix?: string; after: string | undefined },
): Promise<{ listed: string[]; isLast: boolean }> {
  const command = new ListObjectsV2Command({
    Bucket: place.bucket,
    Prefix: `${place.prefix}${prefix}`,
    StartAfter: after === undefined ? undefined : `${place.prefix}${after}`,
  });
  const { Contents = [], IsTruncated = false } = await place.read({ action: 'list' }, () =>
    place.client.send(command, { abortSignal: place.signal }),
  );
  const listed = Contents.flatMap(({ Key }) => Key?.slice(place.prefix.length) ?? []);
  return { listed, isLast: !IsTruncated };
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
