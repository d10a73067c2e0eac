import { createImage, fillRectangle, type IndexedImage } from './indexed-image.js';
import { dialRadius } from './number-layout.js';

/** How many shades the sky has; where it is lit, it uses a lighter copy of them. */
const SHADES = 100;

/** Palette indices beside the two gradients. */
export const Colour = { bar: 200, line: 201, digit: 202, shadow: 203, track: 204, progress: 205 } as const;

/** The part of the picture that is the same in every frame, and what is needed to draw the rest. */
export interface Background {
  readonly image: IndexedImage;
  /** The same with a lighter sky, of which the frames show what the hand has passed. */
  readonly lit: IndexedImage;
  /** Red, green and blue of each palette index. */
  readonly palette: Uint8Array;
  /** The dial around the number, in pixels. */
  readonly dial: { readonly x: number; readonly y: number; readonly radius: number };
  /** The bar that fills over the film, in pixels. */
  readonly progress: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
}

/** Radius of the inner ring as a share of the outer one's. */
export const INNER_RING = 0.86;

const COLOUR_BARS = [
  [235, 235, 235],
  [230, 200, 60],
  [70, 190, 200],
  [80, 180, 90],
  [190, 80, 170],
  [205, 70, 70],
  [60, 90, 200],
] as const;
const FIRST_COLOUR_BAR = 210;

/** Draws sky, dial and colour bars, dark and lit, once per process. */
export function drawBackground(width: number, height: number): Background {
  const dial = { x: width / 2, y: height * 0.45, radius: dialRadius({ width, height }) };
  const progress = {
    x: Math.round(width * 0.1),
    y: Math.round(height * 0.885),
    width: Math.round(width * 0.8),
    height: Math.max(1, Math.round(height / 120)),
  };
  const [image, lit] = [0, SHADES].map((firstShade) => {
    const picture = createImage(width, height);
    drawSky(picture, firstShade);
    drawDial(picture, dial);
    drawColourBars(picture);
    fillRectangle(picture, progress, Colour.track);
    return picture;
  }) as [IndexedImage, IndexedImage];
  return { image, lit, palette: makePalette(), dial, progress };
}

function drawSky(image: IndexedImage, firstShade: number): void {
  const { width, height } = image;
  for (let y = 0; y < height; y += 1) {
    fillRectangle(image, { x: 0, y, width, height: 1 }, firstShade + Math.floor((y * SHADES) / height));
  }
}

function drawColourBars(image: IndexedImage): void {
  const { width, height } = image;
  const barHeight = Math.max(1, Math.round(height / 18));
  COLOUR_BARS.forEach((_, bar) => {
    const x = Math.round((bar * width) / COLOUR_BARS.length);
    const next = Math.round(((bar + 1) * width) / COLOUR_BARS.length);
    const y = height - barHeight;
    fillRectangle(image, { x, y, width: next - x, height: barHeight }, FIRST_COLOUR_BAR + bar);
  });
}

function drawDial(image: IndexedImage, { x, y, radius }: Background['dial']): void {
  const thickness = Math.max(1, Math.round(image.height / 360));
  const cross = { x: Math.round(x - thickness / 2), y: Math.round(y - thickness / 2) };
  fillRectangle(image, { x: 0, y: cross.y, width: image.width, height: thickness }, Colour.line);
  fillRectangle(image, { x: cross.x, y: 0, width: thickness, height: image.height }, Colour.line);
  for (const ring of [radius, radius * INNER_RING]) drawRing(image, { x, y, radius: ring }, thickness);
}

/** Draws row by row the spans between two circles, which takes far fewer steps than asking every pixel. */
function drawRing(image: IndexedImage, { x, y, radius }: Background['dial'], thickness: number): void {
  const outer = radius + thickness;
  const inner = radius - thickness;
  for (let row = Math.floor(y - outer); row <= y + outer; row += 1) {
    const right = halfChord(outer, row + 0.5 - y);
    const left = halfChord(inner, row + 0.5 - y);
    const width = Math.round(right - left);
    fillRectangle(image, { x: Math.round(x - right), y: row, width, height: 1 }, Colour.bar);
    fillRectangle(image, { x: Math.round(x + left), y: row, width, height: 1 }, Colour.bar);
  }
}

/** Half the width of a circle at a distance from its centre; 0 outside. */
export function halfChord(radius: number, distance: number): number {
  return Math.sqrt(Math.max(0, radius * radius - distance * distance));
}

function makePalette(): Uint8Array {
  const palette = new Uint8Array(256 * 3);
  const set = (index: number, red: number, green: number, blue: number) =>
    palette.set([red, green, blue], index * 3);
  for (let shade = 0; shade < SHADES; shade += 1) {
    const depth = shade / (SHADES - 1);
    set(shade, 18 + 42 * depth, 24 + 18 * depth, 52 + 36 * depth);
    set(SHADES + shade, 52 + 66 * depth, 66 + 24 * depth, 118 + 34 * depth);
  }
  set(Colour.bar, 214, 220, 236);
  set(Colour.line, 92, 100, 140);
  set(Colour.digit, 255, 255, 255);
  set(Colour.shadow, 10, 12, 26);
  set(Colour.track, 40, 44, 74);
  set(Colour.progress, 255, 176, 64);
  COLOUR_BARS.forEach(([red, green, blue], bar) => {
    set(FIRST_COLOUR_BAR + bar, red, green, blue);
  });
  return palette;
}
