import { setTimeout as delay } from 'node:timers/promises';
import { BatchClient } from '@aws-sdk/client-batch';
import type { Fault, FaultReport } from '@render/local-batch';
import { signedFetch } from '../../packages/local-batch/test/http/signed-fetch.js';
import type { Endpoint } from './start-server.js';

/** What became of one call. */
export type Called<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  | { readonly kind: 'refused'; readonly message: string }
  /** `isDone` tells whether the operation was done all the same; undefined where only the server knew. */
  | { readonly kind: 'failed'; readonly message: string; readonly isDone: boolean | undefined };

type Call<T> = (client: BatchClient) => Promise<T>;

const PATIENCE_MS = 30_000;
const PAUSE_MS = 10;

/** Calls a local batch whose calls go wrong, and which may be another one after a restart. */
export class Api {
  #endpoint: Endpoint | undefined;
  #client: BatchClient | undefined;
  #isGoing = true;

  /** Calls this one from now on. */
  connect(endpoint: Endpoint): void {
    this.#client?.destroy();
    this.#endpoint = endpoint;
    // An idle connection that the server closes as it is used again would look like a lost answer.
    this.#client = new BatchClient({
      ...endpoint,
      maxAttempts: 1,
      requestHandler: { httpAgent: { keepAlive: false } },
    });
    this.#isGoing = false;
  }

  /** Says that the server ends from now on, so that nobody can say what a call that is cut has done. */
  expectEnd(): void {
    this.#isGoing = true;
  }

  close(): void {
    this.#client?.destroy();
  }

  /** Calls once. */
  async try<T>(call: Call<T>): Promise<Called<T>> {
    const client = this.#client as BatchClient;
    try {
      return { kind: 'answered', answer: await call(client) };
    } catch (error) {
      return failed(error as Error, this.#isGoing || client !== this.#client);
    }
  }

  /** Calls until there is an answer. */
  async ask<T>(call: Call<T>): Promise<T> {
    const giveUpAt = performance.now() + PATIENCE_MS;
    for (;;) {
      const called = await this.try(call);
      if (called.kind === 'answered') return called.answer;
      if (called.kind === 'refused' || performance.now() > giveUpAt) throw new Error(called.message);
      await delay(PAUSE_MS);
    }
  }

  /** @returns Whether it was added; a server that ends does not get to it. */
  async addFault(fault: Fault): Promise<boolean> {
    try {
      await this.#faults('POST', fault);
      return true;
    } catch (error) {
      if (this.#isGoing) return false;
      throw error;
    }
  }

  /** Takes all faults back. @returns How often each has struck. */
  async clearFaults(): Promise<readonly FaultReport[]> {
    const { faults } = (await this.#faults('GET')) as { faults: readonly FaultReport[] };
    await this.#faults('DELETE');
    return faults;
  }

  async #faults(method: string, fault?: Fault): Promise<unknown> {
    const body = fault === undefined ? '' : JSON.stringify(fault);
    const { status, text } = await signedFetch(this.#endpoint as Endpoint, { method, path: '/faults', body });
    if (status !== 200) throw new Error(`${method} /faults with ${body} was answered ${status}: ${text}`);
    return JSON.parse(text);
  }
}

function failed(error: Error & { readonly code?: string }, hasEnded: boolean): Called<never> {
  const message = `${error.name}: ${error.message}`;
  if (error.name === 'ClientException') return { kind: 'refused', message };
  if (error.code === 'ECONNREFUSED') return { kind: 'failed', message, isDone: false };
  if (error.code === 'ECONNRESET') return { kind: 'failed', message, isDone: hasEnded ? undefined : true };
  const isFault = error.name === 'TooManyRequestsException' || /it was done|is closing/.test(message);
  if (!isFault) throw error;
  return { kind: 'failed', message, isDone: message.includes('after it was done') };
}
