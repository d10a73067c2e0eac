/** Frames per second as a fraction, because 30000/1001 has no exact decimal. */
export interface FrameRate {
  /** Frames in `denominator` seconds, a positive whole number. */
  readonly numerator: number;
  /** Seconds for `numerator` frames, a positive whole number. */
  readonly denominator: number;
}

/** Above some hundreds ffmpeg drops frames on the way into MP4 without a word. */
const HIGHEST_RATE = 240;

/** The broadcast rates that people write as decimals. */
const NTSC_DECIMALS: Readonly<Record<string, FrameRate>> = {
  '23.976': { numerator: 24_000, denominator: 1_001 },
  '29.97': { numerator: 30_000, denominator: 1_001 },
  '59.94': { numerator: 60_000, denominator: 1_001 },
};

/** Reads `24`, `30000/1001` or one of the broadcast decimals; anything else is `undefined`. */
export function parseFrameRate(text: string): FrameRate | undefined {
  const [, whole, over = '1'] = /^([0-9]{1,7})(?:\/([0-9]{1,7}))?$/.exec(text) ?? [];
  const rate =
    whole === undefined ? NTSC_DECIMALS[text] : { numerator: Number(whole), denominator: Number(over) };
  if (rate === undefined || rate.numerator === 0 || rate.denominator === 0) return undefined;
  return rate.numerator / rate.denominator <= HIGHEST_RATE ? rate : undefined;
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
