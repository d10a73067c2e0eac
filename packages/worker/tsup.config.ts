import { defineConfig } from 'tsup';

/** Bundled ES modules still contain `require` calls of CommonJS dependencies. */
const require = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`;

export default defineConfig([
  {
    entry: ['src/main.ts'],
    format: 'esm',
    target: 'node20',
    // Every step is a chunk of its own, so that a render child never parses the AWS SDK.
    splitting: true,
    minify: true,
    sourcemap: false,
    noExternal: [/^(?!@ffmpeg-installer)/],
    banner: { js: require },
    esbuildOptions(options) {
      options.conditions = ['@render/source'];
      // What pino loads for features that the worker does not use takes a third of a worker's start.
      options.alias = {
        assert: './bundle/assert.ts',
        'thread-stream': './bundle/thread-stream.ts',
        worker_threads: './bundle/worker-threads.ts',
      };
    },
  },
  { entry: ['src/index.ts'], format: 'esm', target: 'node20', dts: true, sourcemap: true },
]);
