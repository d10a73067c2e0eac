import { DEFAULT_SIZE } from '../pictures/picture-size.js';
import type { RenderedFrame, Renderer, RenderRequest } from './renderer.js';
import { drawBackground } from './test-pattern/background.js';
import { createFramePainter } from './test-pattern/frame-painter.js';
import { encodePalettePng } from './test-pattern/palette-png.js';

/** Draws a film leader: the frame's number, a hand that turns once in 24 frames, and a bar that fills over the film. */
export const testPattern: Renderer = {
  name: 'test-pattern',
  *render(request: RenderRequest): Iterable<RenderedFrame> {
    const { width = DEFAULT_SIZE.width, height = DEFAULT_SIZE.height } = request;
    const background = drawBackground(width, height);
    const paint = createFramePainter(background, request);
    for (const frame of request.frames) {
      request.signal.throwIfAborted();
      yield { frame, data: encodePalettePng(paint(frame), background.palette) };
    }
  },
};
