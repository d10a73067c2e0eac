import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { LocalBatchError } from '../errors.js';
import { checkCaller } from './check-caller.js';
import type { SignedRequest } from './check-signature.js';
import { readBody } from './read-body.js';
import { chooseRoute, type Routes, type WireAnswer } from './route.js';
import { sendAnswer } from './send-answer.js';

/** A server that listens on 127.0.0.1. */
export interface OpenServer {
  readonly port: number;
  /** Begins to answer whoever passes the check. */
  serve(routes: Routes, checkSignature: (request: SignedRequest) => Promise<void>): void;
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
    serve(routes, checkSignature) {
      server.on('request', async (request, response) => {
        const requestId = randomUUID();
        await sendAnswer(response, requestId, await answer(request, requestId));
      });

      async function answer(request: IncomingMessage, requestId: string): Promise<WireAnswer> {
        const { method = '', url = '', headers } = request;
        const route = chooseRoute(routes, url, headers);
        try {
          checkCaller(headers, actualPort);
          const signed = { method, url, headers, body: await readBody(request) };
          await checkSignature(signed);
          if (isClosing) throw new LocalBatchError('ServerException', 'local-batch is closing');
          return await route.answer(signed);
        } catch (error) {
          return route.writeError(error, requestId);
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
