/** Frames per second as a fraction, because 30000/1001 has no exact decimal. */
export interface FrameRate {
  /** Frames in `denominator` seconds, a positive whole number. */
  readonly numerator: number;
  /** Seconds for `numerator` frames, a positive whole number. */
  readonly denominator: number;
}

/** Above some hundreds ffmpeg drops frames on the way into MP4 without a word. */
const HIGHEST_RATE = 240;

/** A picture for an hour: no film and no slide show is slower. */
export const LOWEST_RATE: FrameRate = { numerator: 1, denominator: 3_600 };

/** ffmpeg takes fractions of larger numbers for the nearest one of such, without a word. https://ffmpeg.org/doxygen/5.1/parseutils_8c_source.html */
const HIGHEST_NUMBER = 1_001_000;

/** ffmpeg reads no picture 2 ** 28 ticks or more away from its place, and B-frames put one up to ten frames away. */
const MOST_TICKS_PER_FRAME = 20_000_000;

/** The broadcast rates that people write as decimals. */
const NTSC_DECIMALS: Readonly<Record<string, FrameRate>> = {
  '23.976': { numerator: 24_000, denominator: 1_001 },
  '29.97': { numerator: 30_000, denominator: 1_001 },
  '59.94': { numerator: 60_000, denominator: 1_001 },
};

/** The rates that {@link parseFrameRate} takes, in words. */
export const FRAME_RATE_RULE = `a frame rate from ${formatFrameRate(LOWEST_RATE)} to ${HIGHEST_RATE}: a whole number, a fraction such as 30000/1001 (numbers up to ${HIGHEST_NUMBER}, the second up to 20000 where the first is below 1000), or 23.976, 29.97 or 59.94`;

/** Reads `24`, `30000/1001` or one of the broadcast decimals; anything else, or out of bounds, is `undefined`. */
export function parseFrameRate(text: string): FrameRate | undefined {
  const [, whole, over = '1'] = /^([0-9]{1,7})(?:\/([0-9]{1,7}))?$/.exec(text) ?? [];
  const rate =
    whole === undefined ? NTSC_DECIMALS[text] : { numerator: Number(whole), denominator: Number(over) };
  if (rate === undefined || rate.numerator === 0 || rate.denominator === 0) return undefined;
  return isWithinBounds(rate) ? rate : undefined;
}

function isWithinBounds(rate: FrameRate): boolean {
  const { numerator, denominator } = rate;
  return (
    Math.max(numerator, denominator) <= HIGHEST_NUMBER &&
    timescaleOf(rate).ticksPerFrame <= MOST_TICKS_PER_FRAME &&
    numerator / denominator <= HIGHEST_RATE &&
    !isSlower(rate, LOWEST_RATE)
  );
}

/** Whether one rate shows fewer frames a second than another. */
export function isSlower(one: FrameRate, other: FrameRate): boolean {
  return one.numerator * other.denominator < other.numerator * one.denominator;
}

/** The rate as ffmpeg and people write it: `24` or `30000/1001`. */
export function formatFrameRate({ numerator, denominator }: FrameRate): string {
  return denominator === 1 ? String(numerator) : `${numerator}/${denominator}`;
}

/** Ticks per second in which every frame lasts a whole number of ticks: `numerator` times this many. */
export function timescaleOf({ numerator, denominator }: FrameRate): {
  timescale: number;
  ticksPerFrame: number;
} {
  const factor = numerator < 1_000 ? 1_000 : 1;
  return { timescale: numerator * factor, ticksPerFrame: denominator * factor };
}
