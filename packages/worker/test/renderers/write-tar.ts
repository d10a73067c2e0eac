import { writeFile } from 'node:fs/promises';
import { Header, type HeaderData } from 'tar';

/** One entry of an archive. */
export interface TarEntry extends HeaderData {
  readonly path: string;
  readonly content?: string;
}

/** A file. */
export function fileEntry(path: string, content: string): TarEntry {
  return { path, type: 'File', mode: 0o644, size: content.length, content };
}

/** A link, or a second name of a file. */
export function linkEntry(
  path: string,
  linkpath: string,
  type: 'SymbolicLink' | 'Link' = 'SymbolicLink',
): TarEntry {
  return { path, linkpath, type, mode: 0o777, size: 0 };
}

/** Writes a tar file whose entries may be such as no program would pack. */
export async function writeTar(path: string, entries: readonly TarEntry[]): Promise<void> {
  const parts = entries.flatMap(({ content = '', ...header }) => {
    const block = Buffer.alloc(512);
    new Header(header).encode(block);
    const data = Buffer.alloc(Math.ceil(content.length / 512) * 512);
    data.write(content);
    return [block, data];
  });
  await writeFile(path, Buffer.concat([...parts, Buffer.alloc(1_024)]));
}
