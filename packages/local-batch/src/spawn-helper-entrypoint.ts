import { fileURLToPath } from 'node:url';

/** Absolute path of a helper's bundled program, from the sources as from the bundle. */
export const spawnHelperEntrypoint: string = fileURLToPath(
  new URL('../dist/spawn-helper-main.js', import.meta.url),
);
