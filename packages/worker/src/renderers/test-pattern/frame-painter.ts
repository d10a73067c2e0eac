import { type Background, Colour, halfChord, INNER_RING, SHADES } from './background.js';
import { GLYPH_HEIGHT, GLYPH_WIDTH, GLYPHS } from './glyphs.js';
import { createImage, fillRectangle, type IndexedImage } from './indexed-image.js';
import { layOutNumber, type NumberLayout } from './number-layout.js';

/** Frames in which the hand turns once. */
const FRAMES_PER_TURN = 24;

/** Prepares a painter that draws frame after frame into one image; take what you need before the next call. */
export function createFramePainter(
  background: Background,
  animation: { readonly animationFirst: number; readonly animationLast: number },
): (frame: number) => IndexedImage {
  const { width, height } = background.image;
  const image = createImage(width, height);
  const sweep = prepareSweep(background);
  const layout = layOutNumber({ width, height, ...animation });
  const span = Math.max(1, animation.animationLast - animation.animationFirst);

  return (frame) => {
    image.rows.set(background.image.rows);
    sweep(image, ((frame % FRAMES_PER_TURN) + FRAMES_PER_TURN) % FRAMES_PER_TURN);
    const share = Math.min(1, Math.max(0, (frame - animation.animationFirst) / span));
    fillRectangle(
      image,
      { ...background.progress, width: Math.round(background.progress.width * share) },
      Colour.progress,
    );
    drawNumber(image, layout, frame);
    return image;
  };
}

/** Sorts the dial's pixels by the step of the turn that lights them, so that a frame touches only those. */
function prepareSweep({ image, dial }: Background): (target: IndexedImage, step: number) => void {
  const radius = dial.radius * INNER_RING;
  // A step lights its share of the disc and a ragged edge; the share of the square around the disc has room for both.
  const room = Math.ceil((4 * radius * radius) / FRAMES_PER_TURN + 4 * radius + 8);
  const steps = Array.from({ length: FRAMES_PER_TURN }, () => new Uint32Array(room));
  const filled = new Uint32Array(FRAMES_PER_TURN);
  for (let row = Math.floor(dial.y - radius); row <= dial.y + radius; row += 1) {
    const down = row + 0.5 - dial.y;
    const half = halfChord(radius, down);
    for (let column = Math.round(dial.x - half); column < dial.x + half; column += 1) {
      const offset = row * image.stride + 1 + column;
      if ((image.rows[offset] as number) >= SHADES) continue;
      const turn = Math.atan2(column + 0.5 - dial.x, -down) / (2 * Math.PI);
      const step = Math.floor((turn < 0 ? turn + 1 : turn) * FRAMES_PER_TURN) % FRAMES_PER_TURN;
      (steps[step] as Uint32Array)[filled[step] as number] = offset;
      filled[step] = (filled[step] as number) + 1;
    }
  }
  const offsets = steps.map((pixels, step) => pixels.subarray(0, filled[step]));
  return (target, step) => {
    for (const pixels of offsets.slice(0, step + 1)) {
      for (const offset of pixels) target.rows[offset] = (target.rows[offset] as number) + SHADES;
    }
  };
}

function drawNumber(image: IndexedImage, layout: NumberLayout, frame: number): void {
  const digits = String(Math.abs(frame));
  const text = frame < 0 ? `-${digits.padStart(layout.signs - 1, '0')}` : digits.padStart(layout.signs, '0');
  const shadow = Math.max(1, Math.round(layout.cell / 5));
  drawText(image, { ...layout, x: layout.x + shadow, y: layout.y + shadow }, text, Colour.shadow);
  drawText(image, layout, text, Colour.digit);
}

function drawText(image: IndexedImage, { x, y, cell }: NumberLayout, text: string, colour: number): void {
  [...text].forEach((sign, index) => {
    const glyph = GLYPHS[sign] ?? [];
    const left = x + index * (GLYPH_WIDTH + 1) * cell;
    for (let row = 0; row < GLYPH_HEIGHT; row += 1) {
      for (let column = 0; column < GLYPH_WIDTH; column += 1) {
        if (((glyph[row] ?? 0) >> (GLYPH_WIDTH - 1 - column)) & 1) {
          fillRectangle(
            image,
            { x: left + column * cell, y: y + row * cell, width: cell, height: cell },
            colour,
          );
        }
      }
    }
  });
}
