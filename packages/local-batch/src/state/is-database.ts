import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';

/** What LMDB begins both of its first pages with, behind the page's header. https://github.com/LMDB/lmdb/blob/LMDB_0.9.31/libraries/liblmdb/mdb.c#L646 */
const MAGIC = Buffer.from([0xde, 0xc0, 0xef, 0xbe]);
/** It has two pages from its first moment on, of at least so many bytes each. */
const LEAST_BYTES = 2 * 4096;
/** Where in a first page something stands, counted from its magic. The same file, `struct MDB_meta`. */
const OFFSETS = { pageSize: 24, roots: [64, 112], transaction: 128 } as const;
const META_BYTES = 136;
/** Of a tree without pages. */
const NO_PAGE = 0xffff_ffff_ffff_ffffn;

/**
 * Whether a file is a database of LMDB, or can become one; the library crashes at whatever else it is given, and where the
 * pages that its trees begin with are cut off.
 */
export function isDatabase(path: string): boolean {
  if (!existsSync(path)) return true;
  const stat = statSync(path);
  const { size } = stat;
  // To open a pipe would wait for whoever writes to it.
  if (!stat.isFile()) return false;
  if (size === 0) return true;
  if (size < LEAST_BYTES) return false;
  const file = openSync(path, 'r');
  try {
    return hasItsRoots(file, size);
  } finally {
    closeSync(file);
  }
}

/** Both first pages describe the database, by turns; the one of the later transaction holds. */
function hasItsRoots(file: number, size: number): boolean {
  const head = readBytes(file, 0, LEAST_BYTES);
  const start = head.subarray(0, 64).indexOf(MAGIC);
  if (start === -1) return false;
  const pageSize = head.readUInt32LE(start + OFFSETS.pageSize);
  const metas = [0, pageSize].map((page) => readBytes(file, page + start, META_BYTES));
  if (!metas.every((meta) => meta.indexOf(MAGIC) === 0)) return false;
  const [first, second] = metas as [Buffer, Buffer];
  const newest = transactionOf(second) > transactionOf(first) ? second : first;
  return OFFSETS.roots
    .map((offset) => newest.readBigUInt64LE(offset))
    .every((root) => root === NO_PAGE || (root + 1n) * BigInt(pageSize) <= size);
}

function transactionOf(meta: Buffer): bigint {
  return meta.readBigUInt64LE(OFFSETS.transaction);
}

function readBytes(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, position);
  return bytes;
}
