// @ts-check
import { crc32, deflateSync } from 'node:zlib';

/**
 * A renderer of one's own, `RENDERER=./rings.mjs`: rings that run outwards.
 *
 * @type {import('@render/worker').Renderer}
 */
export const renderer = {
  name: 'rings',
  *render({ frames, width = 640, height = 360, signal }) {
    for (const frame of frames) {
      signal.throwIfAborted();
      yield { frame, data: encodePng(width, height, (x, y) => ring(x - width / 2, y - height / 2, frame)) };
    }
  },
};

/** Brightness from 0 to 255 at a distance from the middle. */
function ring(/** @type {number} */ x, /** @type {number} */ y, /** @type {number} */ frame) {
  return 127.5 + 127.5 * Math.sin(Math.hypot(x, y) / 12 - frame / 4);
}

/** A grey PNG file. https://www.w3.org/TR/png/ */
function encodePng(
  /** @type {number} */ width,
  /** @type {number} */ height,
  /** @type {(x: number, y: number) => number} */ shade,
) {
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows[y * (width + 1) + 1 + x] = shade(x, y);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

function chunk(/** @type {string} */ type, /** @type {Buffer} */ data) {
  const whole = Buffer.alloc(data.length + 12);
  whole.writeUInt32BE(data.length, 0);
  whole.write(type, 4, 'latin1');
  whole.set(data, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, data.length + 8)), data.length + 8);
  return whole;
}
