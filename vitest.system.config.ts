import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
import shared from './vitest.config.js';

/** Tests that take long, or need programs of the system: POV-Ray, Blender, podman, an S3 server. `.ci/run` installs them. */
const config = mergeConfig(shared, defineConfig({ test: { testTimeout: 300_000 } }));
config.test.include = [
  'system/**/*.test.ts',
  'test/**/*.long.test.ts',
  'packages/*/test/**/*.long.test.ts',
  'examples/*/test/**/*.long.test.ts',
];
config.test.exclude = configDefaults.exclude;
// They measure memory.
config.test.isolate = true;
// Their processes keep all cores busy.
config.test.maxWorkers = '100%';
export default config;
