import type { LogFile } from './log-file.js';
import { firstEventStart, type LogEvent, splitEvents, WINDOW_BYTES } from './split-events.js';

/** The events from `from`, where one begins, to the end of the file. Holds half a MiB at a time, whatever the file's size. */
export async function* readForward(file: LogFile, from: number): AsyncGenerator<LogEvent> {
  for (let at = from; at < file.size; ) {
    const bytes = await file.read(at, Math.min(at + WINDOW_BYTES, file.size));
    const { events, end } = splitEvents(bytes, at, at + bytes.length >= file.size);
    // The file has been cut short.
    if (end === at) return;
    yield* events;
    at = end;
  }
}

/** The events before `to`, where one begins or the file ends, the latest first. Holds half a MiB at a time. */
export async function* readBackward(file: LogFile, to: number): AsyncGenerator<LogEvent> {
  for (let at = to; at > 0; ) {
    const windowStart = Math.max(0, at - WINDOW_BYTES);
    const bytes = await file.read(windowStart, at);
    if (bytes.length < at - windowStart) return;
    const start = windowStart === 0 ? 0 : firstEventStart(bytes, windowStart);
    yield* splitEvents(bytes.subarray(start - windowStart), start, true).events.toReversed();
    at = start;
  }
}
