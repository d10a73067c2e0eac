import { fileURLToPath } from 'node:url';

/** Absolute path of the bundled helper process, from the sources as from the bundle. */
export const spawnerEntrypoint: string = fileURLToPath(new URL('../dist/spawner.js', import.meta.url));
