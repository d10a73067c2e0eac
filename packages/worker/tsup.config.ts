import { defineConfig, type Options } from 'tsup';

/** Modules that are loaded when they are needed, from bundles of their own. */
const onDemand = /(entries\/(start|compile|render)|s3-storage|load-renderer|check-frame|open-scene)\.js$/;

/** Bundled ES modules still contain `require` calls of CommonJS dependencies. */
const require = `import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`;

const program: Options = {
  format: 'esm',
  target: 'node20',
  minify: true,
  noExternal: [/^(?!@ffmpeg-installer)/],
  loader: { '.py': 'text' },
  banner: { js: require },
  esbuildOptions(options) {
    options.conditions = ['@render/source'];
  },
};

export default defineConfig([
  // A render child loads just this file: every further one would cost each of thousands a millisecond.
  {
    ...program,
    entry: ['src/main.ts'],
    external: [onDemand],
    noExternal: [new RegExp(`^(?!@ffmpeg-installer|.*${onDemand.source})`)],
    splitting: false,
    // Nothing in it needs the banner, which would load one more of Node's modules.
    banner: {},
  },
  {
    ...program,
    entry: Object.fromEntries(
      ['start', 'compile', 'render'].map((name) => [`entries/${name}`, `src/entries/${name}.ts`]),
    ),
    splitting: true,
  },
  { entry: ['src/index.ts'], format: 'esm', target: 'node20', dts: true, sourcemap: true },
]);
