/** Whether a file is one of the archives that can be unpacked. */
export function isArchive(path: string): boolean {
  return /\.(zip|tar|tar\.gz|tgz)$/i.test(path);
}

/** Whether its name says that it is an archive which cannot be unpacked. */
export function isForeignArchive(path: string): boolean {
  return /\.(tar\.[a-z0-9]+|t[bx]z2?|7z|rar)$/i.test(path) && !isArchive(path);
}
