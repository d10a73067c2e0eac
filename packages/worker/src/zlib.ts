/** Loaded when it is first needed: that takes more than a millisecond, and a worker whose chunk is done needs none of it. */
export function zlib(): typeof import('node:zlib') {
  return process.getBuiltinModule('node:zlib');
}
