import { defineConfig, mergeConfig } from 'vitest/config';
import shared from './vitest.config.js';

/** Tests that take minutes, or need programs of the system: POV-Ray, Blender, podman, an S3 server. `.ci/run` installs them. */
const config = mergeConfig(shared, defineConfig({ test: { testTimeout: 300_000 } }));
config.test.include = ['system/**/*.test.ts'];
export default config;
