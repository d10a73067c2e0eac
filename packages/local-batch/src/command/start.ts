import { DEFAULT_STOP_GRACE_SECONDS } from '../local-batch-options.js';
import { type LocalBatch, startLocalBatch } from '../start-local-batch.js';
import { describeEvent } from './describe-event.js';
import { OVERRIDING_VARIABLES } from './overriding-variables.js';
import type { Command } from './read-arguments.js';
import { runProgram } from './run-program.js';
import { shellExports } from './shell-exports.js';

/** What a command has of its process. */
export interface CommandContext {
  readonly environment: NodeJS.ProcessEnv;
  /** Whether its input is a terminal. */
  readonly isInteractive: boolean;
  /** Whether people read its notes as they come. */
  readonly isWatched: boolean;
  /** What the command was run for. */
  readonly print: (line: string) => void;
  /** What people want to know. */
  readonly note: (line: string) => void;
  /** Calls back at each signal that asks to stop. */
  readonly onStopSignal: (stop: (signal: NodeJS.Signals) => void) => void;
}

type StartCommand = Extract<Command, { readonly kind: 'start' }>;

/**
 * Starts a local batch, and keeps it until a signal, or until the command of `--exec` has ended.
 *
 * @returns The exit code.
 * @throws What {@link startLocalBatch} throws.
 */
export async function start(command: StartCommand, context: CommandContext): Promise<number> {
  const batch = await startLocalBatch(command.options);
  const note = command.isQuiet ? () => undefined : context.note;
  note(`local-batch listens on ${batch.endpoint}; logs go to ${batch.logFolder}`);
  if (command.options.dangerouslyListenOn !== undefined) {
    note('Whoever reaches this port with the credentials runs commands on this machine.');
  }
  const telling = isTelling(command, context) ? tell(batch, context.note) : undefined;
  try {
    if (command.exec) return await execute(command.exec, command, context, batch);
    const stopped = new Promise<void>((resolve) => context.onStopSignal(() => resolve()));
    context.print(command.output === 'json' ? describe(batch) : shellExports(batch.environment));
    note('Ctrl-C stops it and every job.');
    await stopped;
    note('Stopping.');
    return 0;
  } finally {
    await batch.close();
    await telling;
  }
}

/** Between the lines of a command that runs on the same terminal, lines about jobs are only for who asks for them. */
function isTelling({ isQuiet, isVerbose, exec }: StartCommand, { isWatched }: CommandContext): boolean {
  return isVerbose || (isWatched && !isQuiet && exec === undefined);
}

async function tell(batch: LocalBatch, note: (line: string) => void): Promise<void> {
  try {
    for await (const event of batch.events()) note(describeEvent(event));
  } catch (error) {
    note(error instanceof Error ? error.message : String(error));
  }
}

function execute(
  words: readonly string[],
  { options }: StartCommand,
  { environment, isInteractive, note, onStopSignal }: CommandContext,
  batch: LocalBatch,
): Promise<number> {
  const inherited = { ...environment };
  for (const name of OVERRIDING_VARIABLES) delete inherited[name];
  const program = runProgram(words, {
    environment: { ...inherited, ...batch.environment },
    sharesTerminal: isInteractive,
    stopGraceSeconds: options.stopGraceSeconds ?? DEFAULT_STOP_GRACE_SECONDS,
    onStartFailure: (line) => note(`local-batch: --exec: ${line}`),
  });
  onStopSignal((signal) => {
    // The terminal gives these to everybody; a program such as a shell goes on after them.
    if (isInteractive && (signal === 'SIGINT' || signal === 'SIGQUIT')) return;
    program.stop(signal);
  });
  return program.ended;
}

function describe({ endpoint, region, credentials, logFolder, environment }: LocalBatch): string {
  return JSON.stringify({ endpoint, region, credentials, logFolder, environment });
}
