import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { LocalBatchError } from '../errors.js';
import { checkCaller } from './check-caller.js';
import type { SignedRequest } from './check-signature.js';
import { operationName, type RequestedOperation } from './operation-name.js';
import { parseBody, readBody } from './read-body.js';
import { type WireAnswer, wireError } from './wire-error.js';

/** Answers one operation, or throws a {@link LocalBatchError}. */
type OperationHandler = (
  operation: string,
  request: Omit<RequestedOperation, 'operation'> & { readonly body: unknown; readonly bytes: number },
) => unknown;

/** A server that listens on 127.0.0.1. */
export interface OpenServer {
  readonly port: number;
  /** Begins to answer whoever passes the check. */
  serve(handle: OperationHandler, checkSignature: (request: SignedRequest) => Promise<void>): void;
  /** Accepts nothing more; what comes over connections that are still open is refused. */
  stopAccepting(): void;
  /** Closes what is still open, and resolves when the port is free. */
  close(): Promise<void>;
}

/** Listens on this machine only. Port 0 takes any free one; rejects when the port is taken. */
export async function openServer(port: number): Promise<OpenServer> {
  const server = createServer({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    connectionsCheckingInterval: 5_000,
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const closed = new Promise((resolve) => server.once('close', resolve));
  const address = server.address();
  const actualPort = typeof address === 'object' && address ? address.port : port;
  let isClosing = false;
  const stopAccepting = () => {
    if (!isClosing) server.close();
    isClosing = true;
  };

  return {
    port: actualPort,
    serve(handle, checkSignature) {
      server.on('request', async (request, response) => {
        const requestId = randomUUID();
        send(response, requestId, await answer(request, requestId));
      });

      async function answer(request: IncomingMessage, requestId: string): Promise<WireAnswer> {
        try {
          checkCaller(request.headers, actualPort);
          const { method = '', url = '', headers } = request;
          const body = await readBody(request);
          await checkSignature({ method, url, headers, body });
          const { operation, ...target } = operationName(method, url);
          const content = { body: parseBody(body), bytes: body.length };
          if (isClosing) throw new LocalBatchError('ServerException', 'local-batch is closing');
          return { status: 200, headers: {}, body: handle(operation, { ...target, ...content }) };
        } catch (error) {
          return wireError(error, requestId);
        }
      }
    },
    stopAccepting,
    async close() {
      stopAccepting();
      server.closeAllConnections();
      await closed;
    },
  };
}

function send(response: ServerResponse, requestId: string, { status, headers, body }: WireAnswer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    ...headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'x-amzn-RequestId': requestId,
    // A refused request may have left part of its body unread.
    ...(status >= 400 && { connection: 'close' }),
  });
  response.end(text);
}
