import { FanoutError } from '@render/batch-fanout/planning';
import { ExitCode } from './exit-code.js';
import { cutBetweenSecrets } from './hide-secrets.js';
import { describeMachineError } from './machine-error.js';
import { WorkerError } from './worker-error.js';

/** What is logged of a failure, and what the process exits with. */
export interface Failure {
  readonly exitCode: ExitCode;
  readonly message: string;
  /** The frame that it befell; a bug's stack, which no user's mistake is shown. */
  readonly details: { readonly frame?: number; readonly stack?: string };
}

/** Twenty lines of a program have room in it. */
const LONGEST_LINE = 20_000;

/** Turns whatever was thrown into one readable line, without secrets, and an exit code. */
export function describeFailure(error: unknown, stop: AbortSignal, secrets: readonly string[]): Failure {
  const failure = describeAny(error, stop);
  const line = failure.message.replaceAll(/\s*[\r\n]+\s*/g, ' ');
  const cut = cutBetweenSecrets(line, LONGEST_LINE, secrets);
  return { ...failure, message: line.length > LONGEST_LINE ? `${cut}…` : cut };
}

function describeAny(error: unknown, stop: AbortSignal): Failure {
  if (!stop.aborted) return describeError(error);
  const isStop = error === stop.reason || (error as Error | undefined)?.name === 'AbortError';
  const meanwhile = isStop ? 'what is whole is kept' : `meanwhile: ${describeError(error).message}`;
  return { exitCode: ExitCode.stopped, message: `stopped as asked; ${meanwhile}`, details: {} };
}

function describeError(error: unknown): Failure {
  if (error instanceof WorkerError) {
    const details = error.frame === undefined ? {} : { frame: error.frame };
    return { exitCode: error.exitCode, message: error.message, details };
  }
  if (error instanceof FanoutError) {
    return { exitCode: exitCodeOf(error), message: error.message, details: {} };
  }
  const machine = describeMachineError(error);
  if (machine !== undefined) return { ...machine, details: {} };
  const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
  return { exitCode: ExitCode.bug, message: `bug in the worker: ${message}`, details: { stack } };
}

/** AWS Batch's definite refusals cannot be cured by trying again; lost answers, throttles and its own failures can. */
function exitCodeOf(error: FanoutError): ExitCode {
  switch (error.code) {
    case 'SUBMIT_FAILED':
      return awsExitCode(error.cause);
    case 'LEDGER_BUSY':
      return ExitCode.temporary;
    case 'RUN_ID_IN_USE':
      return ExitCode.wrongData;
    default:
      return ExitCode.wrongSettings;
  }
}

/** The exit code for an error of the AWS SDK, by the HTTP status it carries. */
export function awsExitCode(error: unknown): ExitCode {
  const status = (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata
    ?.httpStatusCode;
  const isDefinite = status !== undefined && status >= 400 && status < 500 && status !== 429;
  return isDefinite ? ExitCode.wrongSettings : ExitCode.temporary;
}
