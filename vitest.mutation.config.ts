import { defineConfig } from 'vitest/config';

/** Only what tests the planning, without the worker's bundle that the other tests need. */
export default defineConfig({
  ssr: { resolve: { conditions: ['@render/source', 'node', 'import', 'default'] } },
  test: {
    include: ['packages/batch-fanout/test/{frames,plan,contract}/**/*.test.ts'],
    testTimeout: 60_000,
  },
});
