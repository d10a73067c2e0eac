import { availableParallelism } from 'node:os';
import { configDefaults, defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@render/source', 'node', 'import', 'default'] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'examples/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    // What takes long is in the gate, so that everybody runs the rest: vitest.system.config.ts has it.
    exclude: [...configDefaults.exclude, '**/*.long.test.ts'],
    globalSetup: ['scripts/build-commands.mjs'],
    // Most tests wait for processes and connections, and leave their core to another meanwhile.
    maxWorkers: 2 * availableParallelism(),
    // Loading everything anew for each file took a third of the time; no test replaces a module or a class.
    isolate: false,
    // The SDK warns on Node 20 in every worker; the README says which versions are supported.
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
