import { GLYPH_HEIGHT, GLYPH_WIDTH } from './glyphs.js';

/** Where a frame's number stands: square cells, five by seven a sign, one cell between signs. */
export interface NumberLayout {
  /** How many signs there is room for. */
  readonly signs: number;
  /** Upper left corner of the first sign in pixels. */
  readonly x: number;
  readonly y: number;
  /** Edge of a cell in pixels, at least 1. */
  readonly cell: number;
}

/** Radius of the dial's outer ring in pixels. */
export function dialRadius({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.min(width * 0.45, height * 0.38);
}

/** Lays the number out in the dial's middle, as large for every frame of the animation. */
export function layOutNumber(size: {
  readonly width: number;
  readonly height: number;
  readonly animationFirst: number;
  readonly animationLast: number;
}): NumberLayout {
  const signs = Math.max(String(size.animationFirst).length, String(size.animationLast).length);
  const columns = signs * (GLYPH_WIDTH + 1) - 1;
  const room = dialRadius(size) * 1.45;
  const cell = Math.max(1, Math.floor(Math.min(room / columns, room / 2 / GLYPH_HEIGHT)));
  return {
    signs,
    cell,
    x: Math.round((size.width - columns * cell) / 2),
    y: Math.round(size.height * 0.45 - (GLYPH_HEIGHT * cell) / 2),
  };
}
