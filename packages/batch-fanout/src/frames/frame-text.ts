import { FanoutError } from '../errors.js';
import { quote } from '../quote.js';
import { type FrameRange, MAX_RANGES } from './frame-range.js';

/** Longest text that a message shows whole, in characters. */
const SHOWN_WHOLE = 120;
const SHOWN_AROUND = 40;
const DIGITS = /[0-9]+/y;

/** Reads the marks and numbers of a frame text from left to right, and refuses it at the place where it is wrong. */
export class FrameText {
  /** Where it reads next, 0-based. */
  position = 0;
  readonly #text: string;
  readonly #hasBlanks: boolean;

  /** @param options - `hasBlanks`: whether spaces and tabs may stand around every number and mark. @defaultValue false */
  constructor(text: string, { hasBlanks = false }: { readonly hasBlanks?: boolean } = {}) {
    this.#text = text;
    this.#hasBlanks = hasBlanks;
    const commas = countCommas(text);
    if (commas >= MAX_RANGES)
      this.refuse(0, `expected at most ${MAX_RANGES} ranges`, `, but found ${commas + 1}`);
  }

  /** Whether this mark or the end of the text comes next. */
  isBefore(mark: string): boolean {
    const next = this.#text[this.position];
    return next === undefined || next === mark;
  }

  /** Passes over blanks, where they are allowed. */
  skipBlanks(): void {
    if (!this.#hasBlanks) return;
    while (this.#text[this.position] === ' ' || this.#text[this.position] === '\t') this.position += 1;
  }

  /** Reads one of these signs if it comes next. */
  take(marks: string): string | undefined {
    this.skipBlanks();
    const mark = this.#text[this.position];
    if (mark === undefined || !marks.includes(mark)) return undefined;
    this.position += 1;
    return mark;
  }

  /** Reads an integer of ASCII digits, with or without a minus. */
  takeInteger(what: string): number {
    this.skipBlanks();
    const start = this.position;
    const isNegative = this.take('-') !== undefined;
    this.skipBlanks();
    DIGITS.lastIndex = this.position;
    const [digits] = DIGITS.exec(this.#text) ?? this.expected(what);
    this.position += digits.length;
    const value = Number(digits);
    if (!Number.isSafeInteger(value)) {
      this.refuse(start, `expected ${what} between ±${Number.MAX_SAFE_INTEGER}`);
    }
    return isNegative && value !== 0 ? -value : value;
  }

  /** The frames from `first` towards `last`, if the step leads there. */
  checkedRange(start: number, first: number, last: number, step: number): FrameRange {
    if (step === 0) this.refuse(start, 'expected a step other than 0 in the range');
    if ((last - first) * step < 0) {
      const [sign, direction] = last < first ? ['negative', 'descending'] : ['positive', 'ascending'];
      this.refuse(start, `expected a ${sign} step in this ${direction} range`);
    }
    if (!Number.isSafeInteger(last - first)) {
      this.refuse(start, `expected ends at most ${Number.MAX_SAFE_INTEGER} apart`);
    }
    return { first, step, count: Math.floor((last - first) / step) + 1 };
  }

  /** Refuses the text because something else stands where it reads now. */
  expected(what: string): never {
    const [sign] = this.#text.slice(this.position, this.position + 2);
    const found = sign === undefined ? 'but the text ends' : `but found ${quote(sign)}`;
    return this.refuse(this.position, `expected ${what}`, `, ${found}`);
  }

  /** Refuses the text at a place. */
  refuse(position: number, problem: string, rest = ''): never {
    throw new FanoutError(
      'INVALID_FRAMES',
      `Frames ${this.#show(position)}: ${problem} at character ${position + 1}${rest}.`,
    );
  }

  #show(position: number): string {
    const text = this.#text;
    if (text.length <= SHOWN_WHOLE) return quote(text);
    const from = Math.max(0, position - SHOWN_AROUND);
    const to = Math.min(text.length, position + SHOWN_AROUND);
    return `${from > 0 ? '…' : ''}${quote(text.slice(from, to))}${to < text.length ? '…' : ''}`;
  }
}

function countCommas(text: string): number {
  let commas = 0;
  for (let at = text.indexOf(','); at >= 0; at = text.indexOf(',', at + 1)) commas += 1;
  return commas;
}
