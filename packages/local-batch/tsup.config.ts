import { defineConfig } from 'tsup';

export default defineConfig([
  {
    entry: ['src/index.ts'],
    format: ['esm'],
    target: 'node20',
    dts: true,
    sourcemap: true,
  },
  { entry: ['src/spawner.ts'], format: ['esm'], target: 'node20', minify: true },
]);
