import { LocalBatchError } from '../errors.js';
import type { Fault } from '../faults/fault.js';
import type { Faults } from '../faults/faults.js';
import { jsonError } from './json-error.js';
import { parseBody } from './read-body.js';
import type { Route } from './route.js';

const JSON_TYPE = 'application/json';

/**
 * Faults as JSON: `POST /faults` adds one and answers `{"id"}`, `GET /faults` answers `{"faults": [...]}`,
 * `DELETE /faults/<id>` removes one and `DELETE /faults` all. Errors are `{"__type", "message"}`.
 */
export function faultsRoute(faults: Faults): Route {
  return {
    answer: ({ method, url, body }) => ({
      status: 200,
      headers: { 'content-type': JSON_TYPE },
      body: JSON.stringify(run(faults, { method, url, body })),
    }),
    writeError: (error) => jsonError(error, JSON_TYPE),
  };
}

interface FaultsRequest {
  readonly method: string;
  readonly url: string;
  readonly body: Uint8Array;
}

function run(faults: Faults, { method, url, body }: FaultsRequest): object {
  const [, id] = /^\/faults\/([^/?]+)$/.exec(url) ?? [];
  if (id === undefined && url !== '/faults') {
    throw refuse(404, `There is nothing at ${url}; faults are at /faults and /faults/<id>`);
  }
  switch (`${method} ${id === undefined ? '/faults' : '/faults/<id>'}`) {
    case 'POST /faults':
      // It is checked where it is added.
      return { id: faults.add(parseBody(body) as Fault) };
    case 'GET /faults':
      return { faults: faults.list() };
    case 'DELETE /faults':
      faults.clear();
      return {};
    case 'DELETE /faults/<id>':
      faults.remove(id ?? '');
      return {};
    default:
      throw refuse(405, `/faults takes POST, GET or DELETE, /faults/<id> takes DELETE, not ${method}`);
  }
}

function refuse(httpStatus: number, message: string): LocalBatchError {
  return new LocalBatchError('ClientException', message, { httpStatus });
}
