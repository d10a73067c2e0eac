/** Changes the planning code in small ways, one at a time, and sees whether a test notices. */
export default {
  mutate: ['packages/batch-fanout/src/{frames,plan}/*.ts'],
  testRunner: 'vitest',
  vitest: { configFile: 'vitest.mutation.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  coverageAnalysis: 'perTest',
  ignorePatterns: [
    'reports',
    'docs',
    'renders',
    '**/dist',
    'examples',
    'packages/worker',
    'packages/local-batch',
  ],
  reporters: ['clear-text', 'progress', 'html'],
  htmlReporter: { fileName: 'reports/mutation.html' },
  tempDirName: '.stryker',
  thresholds: { high: 95, low: 90, break: 90 },
  timeoutMS: 2_000,
  concurrency: 2,
};
