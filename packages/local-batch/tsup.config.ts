import { defineConfig } from 'tsup';

export default defineConfig([
  {
    entry: ['src/index.ts', 'src/main.ts'],
    format: ['esm'],
    target: 'node20',
    dts: { entry: 'src/index.ts' },
    sourcemap: true,
  },
  { entry: ['src/spawn-helper-main.ts'], format: ['esm'], target: 'node20', minify: true },
]);
