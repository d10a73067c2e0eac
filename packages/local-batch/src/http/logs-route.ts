import { LocalBatchError } from '../errors.js';
import type { LogFolder } from '../logs/log-folder.js';
import { runLogsOperation } from '../logs/run-logs-operation.js';
import { jsonError } from './json-error.js';
import type { Route } from './route.js';

const JSON_1_1 = 'application/x-amz-json-1.1';

/** CloudWatch Logs by its own protocol. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export function logsRoute(folder: LogFolder): Route {
  return {
    async answer({ headers, body }) {
      const answer = await runLogsOperation(String(headers['x-amz-target']), parse(body), folder);
      return { status: 200, headers: { 'content-type': JSON_1_1 }, body: JSON.stringify(answer) };
    },
    writeError: (error) => jsonError(error, JSON_1_1),
  };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString());
  } catch (error) {
    const message = 'The request body is not JSON';
    throw new LocalBatchError('SerializationException', message, { httpStatus: 400, cause: error });
  }
}
