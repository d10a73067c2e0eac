import type { LogEvent } from './split-events.js';

/** What one answer may hold. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetLogEvents.html */
export const MOST_EVENTS = 10_000;
const MOST_MESSAGE_BYTES = 1024 * 1024;
/** What AWS counts for an event beside its message. */
const EVENT_OVERHEAD_BYTES = 26;
/** So that an answer takes a moment, however rare a match: a page may be empty and still have a next one. */
const MOST_BYTES_READ = 32 * 1024 * 1024;
/** What opening a file is worth. */
const STREAM_BYTES = 4096;

/** What is left of one page: events, bytes in the answer, bytes read from files. */
export class PageBudget {
  #events: number;
  #messageBytes = MOST_MESSAGE_BYTES;
  #bytesToRead = MOST_BYTES_READ;

  /** @param limit - Most events, 1 to 10,000. */
  constructor(limit: number) {
    this.#events = limit;
  }

  /** Counts a stream that is opened; `false` where it must wait for the next page. */
  open(): boolean {
    this.#bytesToRead -= STREAM_BYTES;
    return this.#events > 0 && this.#bytesToRead > 0;
  }

  /** Counts an event that was read, and matches or not; `false` where it must wait for the next page. */
  take(event: LogEvent, isMatch: boolean): boolean {
    const isFirst = this.#messageBytes === MOST_MESSAGE_BYTES;
    this.#bytesToRead -= event.end - event.start;
    if (this.#bytesToRead < 0) return false;
    if (!isMatch) return true;
    this.#events -= 1;
    this.#messageBytes -= Buffer.byteLength(event.message) + EVENT_OVERHEAD_BYTES;
    return this.#events >= 0 && (this.#messageBytes >= 0 || isFirst);
  }
}
