import { Readable } from 'node:stream';
import type { BatchClientConfig } from '@aws-sdk/client-batch';
import type { HttpHandlerOptions } from '@smithy/types';

/** What befalls one call on its way to AWS Batch or back. */
export type Fault =
  | 'lost request'
  | 'lost answer'
  | 'throttled'
  | 'failed before'
  | 'failed after'
  | 'refused'
  | 'unreadable answer'
  | 'killed before'
  | 'killed after';

/** Everything that is not a definite refusal. */
export const PASSING_FAULTS: readonly Fault[] = [
  'lost request',
  'lost answer',
  'throttled',
  'failed before',
  'failed after',
  'unreadable answer',
];

/** The process is gone: nothing it does any more reaches anybody. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

type Handler = { handle(request: never, options?: HttpHandlerOptions): Promise<unknown>; destroy?(): void };
type Request = { readonly path: string; readonly body?: unknown };
type Answer = { response: { statusCode: number; headers: Record<string, string>; body: unknown } };

/** Stands between the SDK and an endpoint, and does to each call what a test decides. */
export class FaultyHandler {
  /** The operations that were called, in order. */
  readonly calls: string[] = [];
  #isDead = false;
  readonly #inner: Handler;
  readonly #faultOf: (operation: string, call: number) => Fault | undefined;
  readonly #lists: { shown(jobId: string): boolean; accepted(jobId: string): void };

  /** @param inner - What really sends: a client's own request handler. */
  constructor(
    inner: Handler,
    faultOf: (operation: string, call: number) => Fault | undefined,
    lists: { shown(jobId: string): boolean; accepted(jobId: string): void },
  ) {
    this.#inner = inner;
    this.#faultOf = faultOf;
    this.#lists = lists;
  }

  /** Whether the process that uses this handler has been killed. */
  get isDead(): boolean {
    return this.#isDead;
  }

  async handle(request: Request, options?: HttpHandlerOptions): Promise<Answer> {
    if (this.#isDead) throw new Killed();
    const operation = request.path.replace('/v1/', '');
    const fault = this.#faultOf(operation, this.calls.length);
    this.calls.push(operation);
    switch (fault) {
      case 'lost request':
        throw Object.assign(new Error('connect ECONNRESET'), { code: 'ECONNRESET' });
      case 'throttled':
        return answer(429, { message: 'Too Many Requests' }, 'TooManyRequestsException');
      case 'failed before':
        return answer(500, { message: 'internal failure' }, 'ServerException');
      case 'refused':
        return answer(400, { message: 'not allowed' }, 'ClientException');
      case 'killed before':
        return this.die();
      default:
    }
    const sent = (await this.#inner.handle(request as never, options)) as unknown as Answer;
    const body = await readJson(sent.response.body);
    if (operation === 'submitjob' && typeof body.jobId === 'string') this.#lists.accepted(body.jobId);
    switch (fault) {
      case 'lost answer':
        throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      case 'failed after':
        return answer(500, { message: 'internal failure' }, 'ServerException');
      case 'unreadable answer':
        return { response: { ...sent.response, body: Readable.from(['<html>']) } };
      case 'killed after':
        return this.die();
      default:
        return { response: { ...sent.response, body: Readable.from([JSON.stringify(this.#hidden(body))]) } };
    }
  }

  metadata = { handlerProtocol: 'http/1.1' };

  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {};
  }

  destroy(): void {
    this.#inner.destroy?.();
  }

  /** What a process does that is killed; this one lives on, but reaches nobody. */
  die(): never {
    this.#isDead = true;
    throw new Killed();
  }

  #hidden(body: Record<string, unknown>): Record<string, unknown> {
    if (!Array.isArray(body.jobSummaryList)) return body;
    const jobSummaryList = body.jobSummaryList.filter(({ jobId }: { jobId: string }) =>
      this.#lists.shown(jobId),
    );
    return { ...body, jobSummaryList };
  }
}

/** The handler as a client takes it. */
export function asRequestHandler(handler: FaultyHandler): NonNullable<BatchClientConfig['requestHandler']> {
  return handler as unknown as NonNullable<BatchClientConfig['requestHandler']>;
}

function answer(statusCode: number, body: object, errorType: string): Answer {
  const headers = {
    'content-type': 'application/json',
    'x-amzn-errortype': errorType,
    'x-amzn-requestid': 'r-1',
  };
  return { response: { statusCode, headers, body: Readable.from([JSON.stringify(body)]) } };
}

async function readJson(body: unknown): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
}
