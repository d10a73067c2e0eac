import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';

/** What LMDB begins its first page with, behind the page's header. https://github.com/LMDB/lmdb/blob/LMDB_0.9.31/libraries/liblmdb/mdb.c#L646 */
const MAGIC = Buffer.from([0xde, 0xc0, 0xef, 0xbe]);
const FIRST_BYTES = 64;
/** It has two pages from its first moment on, of at least so many bytes each. */
const LEAST_BYTES = 2 * 4096;

/** Whether a file is a database of LMDB, or can become one; the library crashes at whatever else it is given. */
export function isDatabase(path: string): boolean {
  if (!existsSync(path)) return true;
  const stat = statSync(path);
  // To open a pipe would wait for whoever writes to it.
  if (!stat.isFile()) return false;
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(FIRST_BYTES);
    readSync(file, head, 0, FIRST_BYTES, 0);
    return stat.size === 0 || (stat.size >= LEAST_BYTES && head.includes(MAGIC));
  } finally {
    closeSync(file);
  }
}
