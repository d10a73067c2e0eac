/**
 * A picture of at most 256 colours, stored as PNG stores it: each row starts with its filter byte, which stays 0.
 * https://www.w3.org/TR/png/#9Filters
 */
export interface IndexedImage {
  readonly width: number;
  readonly height: number;
  /** Bytes from one row to the next: `width + 1`. */
  readonly stride: number;
  /** `height` rows of a filter byte and `width` palette indices. */
  readonly rows: Uint8Array;
}

/** Makes an image of colour 0. */
export function createImage(width: number, height: number): IndexedImage {
  const stride = width + 1;
  return { width, height, stride, rows: new Uint8Array(stride * height) };
}

/** Fills a rectangle, cut off at the image's edges. Coordinates are whole pixels from the upper left. */
export function fillRectangle(
  image: IndexedImage,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  colour: number,
): void {
  const left = Math.max(0, box.x);
  const right = Math.min(image.width, box.x + box.width);
  const bottom = Math.min(image.height, box.y + box.height);
  if (right <= left) return;
  for (let y = Math.max(0, box.y); y < bottom; y += 1) {
    const start = y * image.stride + 1;
    image.rows.fill(colour, start + left, start + right);
  }
}
