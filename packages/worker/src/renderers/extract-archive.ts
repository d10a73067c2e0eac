import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { extract } from 'tar';
import yauzl from 'yauzl';
import { ExitCode } from '../exit-code.js';
import { describeMachineError } from '../machine-error.js';
import { WorkerError } from '../worker-error.js';
import { placeLinks, placeOf } from './place-links.js';

/**
 * Unpacks an archive into a folder.
 *
 * @returns The folder.
 * @throws WorkerError with exit code 65 if it is damaged, or an entry or link leads out of the folder; what the machine
 *   refuses, such as room for it.
 */
export async function extractArchive(path: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  try {
    await (/\.zip$/i.test(path) ? extractZip(path, folder) : extractTar(path, folder));
    return folder;
  } catch (cause) {
    if (cause instanceof WorkerError || describeMachineError(cause) !== undefined) throw cause;
    throw new WorkerError(ExitCode.wrongData, `${path} cannot be unpacked: ${(cause as Error).message}`, {
      cause,
    });
  }
}

async function extractTar(file: string, folder: string): Promise<void> {
  const links = new Map<string, string>();
  let refused: string | undefined;
  await extract({
    file,
    cwd: folder,
    strict: true,
    preserveOwner: false,
    filter: (path, entry) => {
      const { type, linkpath = '' } = entry as { readonly type?: string; readonly linkpath?: string };
      if (leadsUp(path) || (type === 'Link' && leadsUp(linkpath))) refused ??= path;
      // A second name of a link is one, too.
      const target = type === 'Link' ? links.get(placeOf(linkpath)) : linkpath;
      const isLink = type === 'SymbolicLink' || (type === 'Link' && target !== undefined);
      if (isLink) links.set(placeOf(path), target as string);
      else links.delete(placeOf(path));
      return refused === undefined && !isLink;
    },
  });
  refused ??= await placeLinks(folder, links);
  if (refused !== undefined) refuse(file, refused);
}

function leadsUp(path: string): boolean {
  return path.startsWith('/') || path.split('/').includes('..');
}

async function extractZip(path: string, folder: string): Promise<void> {
  const zip = await promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open)(path, { lazyEntries: true });
  const openEntry = promisify(zip.openReadStream.bind(zip)) as (
    entry: yauzl.Entry,
  ) => Promise<NodeJS.ReadableStream>;
  await new Promise<void>((resolve, reject) => {
    zip.once('end', resolve);
    zip.once('error', reject);
    zip.on('entry', (entry: yauzl.Entry) => {
      extractEntry(entry).then(() => zip.readEntry(), reject);
    });
    zip.readEntry();
  }).finally(() => zip.close());

  async function extractEntry(entry: yauzl.Entry): Promise<void> {
    // The upper half holds the mode that Unix gave the file. 0o120000 is a link.
    if (((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000) refuse(path, entry.fileName);
    const target = join(folder, entry.fileName);
    if (entry.fileName.endsWith('/')) {
      await mkdir(target, { recursive: true });
      return;
    }
    await mkdir(dirname(target), { recursive: true });
    await pipeline(await openEntry(entry), createWriteStream(target));
  }
}

function refuse(archive: string, entry: string): never {
  throw new WorkerError(
    ExitCode.wrongData,
    `${archive} has the entry '${entry}', which leads out of its folder or may; pack it without`,
  );
}
