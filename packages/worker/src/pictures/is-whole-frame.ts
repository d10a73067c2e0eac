import { isSoundPng, isWholePng } from './check-png.js';
import type { FrameFormat } from './frame-format.js';

/** Whether a stored frame's file is there from its beginning to its end, as far as can be told at once. */
export function isWholeFrame(data: Uint8Array | undefined, format: FrameFormat): data is Uint8Array {
  return data !== undefined && (format === 'png' ? isWholePng(data) : data.length > 0);
}

/** Whether it is, and its checksums fit where its format has some. */
export function isSoundFrame(data: Uint8Array | undefined, format: FrameFormat): data is Uint8Array {
  return data !== undefined && (format === 'png' ? isSoundPng(data) : data.length > 0);
}
