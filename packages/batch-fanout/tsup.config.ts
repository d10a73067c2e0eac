import { defineConfig } from 'tsup';

export default defineConfig({
  // A child that only plans loads `planning`, which never reaches the AWS SDK.
  entry: ['src/index.ts', 'src/planning.ts'],
  format: 'esm',
  target: 'node20',
  dts: true,
  clean: true,
  sourcemap: true,
});
