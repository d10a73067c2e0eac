import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import { LocalBatchError } from '../errors.js';
import { checkCaller } from './check-caller.js';
import type { SignedRequest } from './check-signature.js';
import { readBody } from './read-body.js';
import { refuseUnreadable } from './refuse-unreadable.js';
import { type Answer, chooseRoute, NO_ANSWER, type Routes } from './route.js';
import { sendAnswer } from './send-answer.js';

const LOOPBACK = '127.0.0.1';

/** A server that listens. */
export interface OpenServer {
  /** Where it can be reached from this machine, such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  /** Begins to answer whoever passes the check. */
  serve(routes: Routes, checkSignature: (request: SignedRequest) => Promise<void>): void;
  /** Accepts nothing more; what comes over connections that are still open is refused. */
  stopAccepting(): void;
  /** Closes what is still open, and resolves when the port is free. */
  close(): Promise<void>;
}

/**
 * Listens on 127.0.0.1, or on another address if its owner says so. Port 0 takes any free one; rejects when the port is
 * taken or the address is not this machine's.
 */
export async function openServer(port: number, dangerousAddress?: string): Promise<OpenServer> {
  const server = createServer({
    headersTimeout: 10_000,
    requestTimeout: 30_000,
    connectionsCheckingInterval: 5_000,
  });
  const answering = new WeakSet<Duplex>();
  server.on('clientError', (error, socket) => {
    // Half an answer must not go on as another one.
    if (answering.has(socket)) socket.destroy();
    else refuseUnreadable(error, socket);
  });
  server.listen(port, dangerousAddress ?? LOOPBACK);
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
    endpoint: `http://${reachableAt(dangerousAddress ?? LOOPBACK)}:${actualPort}`,
    serve(routes, checkSignature) {
      server.on('request', async (request, response) => {
        const requestId = randomUUID();
        const answered = await answer(request, requestId);
        answering.add(request.socket);
        response.once('close', () => answering.delete(request.socket));
        if (answered === NO_ANSWER) response.destroy();
        else await sendAnswer(response, requestId, answered);
      });

      async function answer(request: IncomingMessage, requestId: string): Promise<Answer> {
        const { method = '', url = '', headers } = request;
        const route = chooseRoute(routes, url, headers);
        try {
          checkCaller(headers, { port: actualPort, dangerousAddress });
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

/** An address in a URL; those that mean all of this machine's addresses are none that a client could call. */
function reachableAt(address: string): string {
  switch (address) {
    case '0.0.0.0':
      return LOOPBACK;
    case '::':
      return '[::1]';
    default:
      return isIPv6(address) ? `[${address}]` : address;
  }
}
