import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { JobDetail } from '@aws-sdk/client-batch';
import type { LocalBatch, LocalBatchOptions } from '@render/local-batch';
import { childrenOf } from './children-of.js';

/** What a client needs to know of a local batch. */
export type Endpoint = Pick<LocalBatch, 'endpoint' | 'region' | 'credentials'>;

/** A local batch in a process of its own. */
export interface Server {
  readonly endpoint: Endpoint;
  /** Bytes of its heap that are reachable; every change of a job's state up to then has been told. */
  usedHeap(): Promise<number>;
  /** Has it end in order. */
  close(): Promise<void>;
  /** Kills it; with its helper, which starts the jobs, nobody is left who would end them. */
  kill(victims: 'alone' | 'with its helper'): Promise<void>;
  /** Kills its helper alone. */
  killHelper(): void;
}

type Report =
  | { readonly kind: 'ready'; readonly endpoint: Endpoint }
  | { readonly kind: 'change'; readonly detail: JobDetail }
  | { readonly kind: 'heap'; readonly bytes: number };

const PATIENCE_MS = 30_000;
const script = fileURLToPath(new URL('server.mjs', import.meta.url));

/** @param onChange - Told of every change of a job's state, in order. */
export async function startServer(
  options: LocalBatchOptions,
  onChange: (detail: JobDetail) => void = () => {},
): Promise<Server> {
  const server = fork(script, [JSON.stringify(options)], { execArgv: ['--expose-gc'] });
  const exited = once(server, 'exit').then(([code, signal]) => `ended with ${code ?? signal}`);
  let onHeap: (bytes: number) => void = () => {};
  const ready = new Promise<Endpoint>((resolve) => {
    server.on('message', (report: Report) => {
      switch (report.kind) {
        case 'ready':
          return resolve(report.endpoint);
        case 'change':
          return onChange(report.detail);
        case 'heap':
          return onHeap(report.bytes);
      }
    });
  });
  const unlessItEnds = async <T>(promise: Promise<T>, what: string): Promise<T> => {
    const ended = exited.then((how) =>
      Promise.reject(new Error(`The server has ${how}, and did not ${what}`)),
    );
    return within(Promise.race([promise, ended]), what);
  };
  return {
    endpoint: await unlessItEnds(ready, 'start'),
    usedHeap() {
      const told = new Promise<number>((resolve) => {
        onHeap = resolve;
      });
      server.send('heap');
      return unlessItEnds(told, 'tell of its heap');
    },
    async close() {
      server.kill('SIGTERM');
      const how = await within(exited, 'close');
      if (how !== 'ended with 0') throw new Error(`The server was to close, and has ${how}`);
    },
    async kill(victims) {
      const helpers = victims === 'alone' ? [] : childrenOf(server.pid as number);
      // They would notice that their server has gone.
      for (const helper of helpers) signal(helper, 'SIGSTOP');
      server.kill('SIGKILL');
      for (const helper of helpers) signal(helper, 'SIGKILL');
      await exited;
    },
    killHelper() {
      for (const helper of childrenOf(server.pid as number)) signal(helper, 'SIGKILL');
    },
  };
}

function signal(processId: number, name: NodeJS.Signals): void {
  try {
    process.kill(processId, name);
  } catch (error) {
    // It may just have been lost, or replaced.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function within<T>(promise: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`The server did not ${what} within ${PATIENCE_MS} ms`);
    timer = setTimeout(() => reject(error), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
