import type { IncomingHttpHeaders } from 'node:http';
import type { SignedRequest } from './check-signature.js';

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A text, or what is sent piece by piece as its reader takes it. */
  readonly body: string | AsyncIterable<Uint8Array>;
}

/** Instead of an answer: the connection is cut. */
export const NO_ANSWER = 'no answer';

/** What becomes of a request that is not refused. */
export type Answer = WireAnswer | typeof NO_ANSWER;

/** What answers the requests for one part of the server. */
export interface Route {
  /** Answers a request that has passed the checks, or throws a {@link LocalBatchError}. */
  answer(request: SignedRequest): Answer | Promise<Answer>;
  /** Writes what was thrown, be it by the checks, where this part's clients look for it. */
  writeError(error: unknown, requestId: string): WireAnswer;
}

/** The parts of the server. */
export interface Routes {
  /** AWS Batch: `/v1/<operation>`. */
  readonly batch: Route;
  /** CloudWatch Logs: `POST /` with a target. */
  readonly logs: Route;
  /** Log files as they are: `/logs/<log stream name>`. */
  readonly logFiles: Route;
  /** Faults on demand: `/faults` and `/faults/<id>`. */
  readonly faults: Route;
}

/** Chooses by path and headers alone, so that even a request that is refused at once is answered in its own format. */
export function chooseRoute(routes: Routes, url: string, headers: IncomingHttpHeaders): Route {
  if (url.startsWith('/logs/')) return routes.logFiles;
  if (url === '/faults' || url.startsWith('/faults/')) return routes.faults;
  if (url === '/' && headers['x-amz-target'] !== undefined) return routes.logs;
  return routes.batch;
}
