import type { CheckedRenderer } from './checked-renderer.js';
import type { ModuleLimits } from './module/import-module.js';
import { testPattern } from './test-pattern.js';

/**
 * The renderer that RENDERER names.
 *
 * @throws WorkerError with exit code 64 if a module of one's own has none.
 */
export async function chooseRenderer(name: string, limits: ModuleLimits): Promise<CheckedRenderer> {
  if (name === testPattern.name) return testPattern;
  // Those that run programs are in a bundle of their own, which a child that draws test patterns never reads.
  const { loadRenderer } = await import('./load-renderer.js');
  return loadRenderer(name, limits);
}
