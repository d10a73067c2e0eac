import type { Settings } from '../environment.js';
import type { Renderer } from './renderer.js';
import { testPattern } from './test-pattern.js';

/** The renderer that RENDERER names. */
export function chooseRenderer(name: Settings['renderer']): Renderer {
  switch (name) {
    case 'test-pattern':
      return testPattern;
  }
}
