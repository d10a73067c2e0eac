import * as v from 'valibot';
import { FRAME_RATE_RULE, type FrameRate, parseFrameRate } from '../video/frame-rate.js';

/** A whole number within bounds, written plainly. */
export function wholeNumber(minimum: number, maximum: number) {
  const allowed = `a whole number from ${minimum} to ${maximum}`;
  return v.pipe(
    v.string(),
    v.regex(/^-?[0-9]+$/, allowed),
    v.transform(Number),
    v.minValue(minimum, allowed),
    v.maxValue(maximum, allowed),
  );
}

/** Frames per second as {@link parseFrameRate} reads them. */
export function frameRate() {
  return v.pipe(
    v.string(),
    v.transform(parseFrameRate),
    v.custom<FrameRate>((rate) => rate !== undefined, FRAME_RATE_RULE),
  );
}

/** `true` or `false`. */
export function trueOrFalse() {
  return v.pipe(
    v.picklist(['true', 'false'], 'true or false'),
    v.transform((text) => text === 'true'),
  );
}

/** Any text but none. */
export function nonEmpty(allowed: string) {
  return v.pipe(v.string(), v.minLength(1, allowed));
}
