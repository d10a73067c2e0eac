import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a user or contributor reads. */
export interface Document {
  /** Its path below the root. */
  readonly name: string;
  readonly text: string;
}

/** Reads README, CONTRIBUTING and every guide in `docs`. */
export async function readDocuments(root: string): Promise<readonly Document[]> {
  const guides = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md'));
  const names = ['README.md', 'CONTRIBUTING.md', ...guides.map((name) => `docs/${name}`)];
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(root, name), 'utf8') })));
}
