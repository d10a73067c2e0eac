import { LocalBatchError } from '../errors.js';
import type { LogFolder } from '../logs/log-folder.js';
import type { Route } from './route.js';
import { asLocalBatchError } from './wire-error.js';

/** `GET /logs/<log stream name>`: the file as far as it is written, as text. Errors are one line. */
export function logFileRoute(folder: LogFolder): Route {
  return {
    async answer({ method, url }) {
      if (method !== 'GET') throw refuse(405, `Log files take GET, not ${method}`);
      const streamName = streamNameOf(url);
      const file = await folder.open(streamName);
      if (file === undefined) throw refuse(404, `There is no log stream ${JSON.stringify(streamName)}`);
      const headers = {
        'content-type': 'text/plain; charset=utf-8',
        'x-content-type-options': 'nosniff',
        'content-length': String(file.size),
      };
      return { status: 200, headers, body: file.chunks() };
    },
    writeError(error) {
      const { code, httpStatus, message } = asLocalBatchError(error);
      const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-amzn-ErrorType': code };
      return { status: httpStatus, headers, body: `${message}\n` };
    },
  };
}

function streamNameOf(url: string): string {
  const path = url.replace(/\?.*$/s, '').slice('/logs/'.length);
  try {
    return decodeURIComponent(path);
  } catch (error) {
    throw refuse(400, `The log stream name ${JSON.stringify(path)} is not percent-encoded UTF-8`, error);
  }
}

function refuse(httpStatus: number, message: string, cause?: unknown): LocalBatchError {
  return new LocalBatchError('ClientException', message, { httpStatus, cause });
}
