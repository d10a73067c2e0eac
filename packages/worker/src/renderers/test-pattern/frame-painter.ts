import { type Background, Colour, halfChord, INNER_RING } from './background.js';
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
  const layout = layOutNumber({ ...animation, width, height });
  const span = Math.max(1, animation.animationLast - animation.animationFirst);

  return (frame) => {
    image.rows.set(background.image.rows);
    lightSweep(image, background, ((frame % FRAMES_PER_TURN) + FRAMES_PER_TURN) % FRAMES_PER_TURN);
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

/** Lights the part of the dial that the hand has passed, from the top, clockwise. Spans are copied: pixels would take long. */
function lightSweep(image: IndexedImage, { dial, lit }: Background, step: number): void {
  const radius = dial.radius * INNER_RING;
  const turn = (step + 1) / FRAMES_PER_TURN;
  const slope = Math.tan(turn * 2 * Math.PI);
  for (let row = Math.floor(dial.y - radius); row <= dial.y + radius; row += 1) {
    const down = row + 0.5 - dial.y;
    const half = halfChord(radius, down);
    const edge = -down * slope;
    for (const [left, right] of down < 0 ? passedAbove(turn, half, edge) : passedBelow(turn, half, edge)) {
      const start = row * image.stride + 1;
      const first = start + Math.ceil(dial.x + left - 0.5);
      const end = start + Math.ceil(dial.x + right - 0.5);
      if (first < end) image.rows.set(lit.rows.subarray(first, end), first);
    }
  }
}

type Span = readonly [left: number, right: number];

/** Spans of a row above the dial's centre: first its right half is passed, from the middle, and last its left half. */
function passedAbove(turn: number, half: number, edge: number): Span[] {
  if (turn < 1 / 4) return [[0, Math.min(half, edge)]];
  if (turn <= 3 / 4) return [[0, half]];
  return turn === 1
    ? [[-half, half]]
    : [
        [-half, Math.max(-half, edge)],
        [0, half],
      ];
}

/** Spans of a row below the dial's centre, which is passed from right to left. */
function passedBelow(turn: number, half: number, edge: number): Span[] {
  if (turn <= 1 / 4) return [];
  return [[turn < 3 / 4 ? Math.min(half, Math.max(-half, edge)) : -half, half]];
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
