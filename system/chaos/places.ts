import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startS3Server } from '../../packages/worker/test/storage/s3-server.js';
import { mountSmallDisk, unmount } from '../small-disk.js';

/** Where a run is kept, and how that place can fail. */
export interface Place {
  readonly variables: Readonly<Record<string, string>>;
  /** Begins a trouble of this place; the function that is returned ends it. Undefined where it knows none. */
  readonly trouble: ((random: () => number) => () => Promise<void>) | undefined;
  /** Fetches an object of a run as a file. */
  fetch(key: string, path: string): Promise<string>;
  close(): Promise<void>;
}

const DISK_BYTES = 32 * 2 ** 20;

/** A folder, on a file system so small that it can be filled where this process may make one. */
export async function openDisk(): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), 'chaos-'));
  const isSmall = mountSmallDisk(root, DISK_BYTES);
  const films = join(root, 'films');
  const temporary = join(root, 'tmp');
  await Promise.all([mkdir(films), mkdir(temporary)]);
  const ballast = join(root, 'ballast');
  const fill = () => {
    try {
      writeFileSync(ballast, Buffer.alloc(DISK_BYTES));
    } catch {
      // As much as there was room for.
    }
    return () => rm(ballast, { force: true });
  };
  return {
    variables: { OUTPUT_URI: pathToFileURL(films).href, TMPDIR: temporary },
    trouble: isSmall ? fill : undefined,
    fetch: async (key) => join(films, key),
    async close() {
      if (isSmall) unmount(root);
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** A bucket of an S3 server that says it is busy, or breaks answers off. */
export async function openBucket(): Promise<Place> {
  const s3 = await startS3Server(['films']);
  return {
    variables: { ...s3.variables, OUTPUT_URI: 's3://films' },
    trouble(random) {
      const isBusy = random() < 0.5;
      const share = 0.2 + random() * 0.6;
      s3.fault = () => (random() < share ? (isBusy ? 'busy' : 'cut') : undefined);
      return async () => {
        s3.fault = () => undefined;
      };
    },
    async fetch(key, path) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, s3.objects.get(`films/${key}`) ?? '');
      return path;
    },
    close: () => s3.close(),
  };
}
