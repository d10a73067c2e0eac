import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import { signalGroup } from '../../process-group.js';
import type { ContainerEngine } from './container-engine.js';
import { lastComplaint } from './last-complaint.js';

const MOST_CHARACTERS = 1_000_000;
const CLEAR_UP_MS = 5_000;
const OPEN_OUTPUT_MS = 1_000;

/** How a client has ended. */
export interface ClientEnding {
  /** 0 to 255; 128 + n for signal n, 127 for a program that cannot be started. */
  readonly exitCode: number;
  /** What it printed, unless that went to a log. */
  readonly output: string;
  /** In one line why it failed; empty when it said nothing, or when that went to a log. */
  readonly complaint: string;
}

/** A program of a container engine that runs. */
export interface EngineClient {
  /** Its process group; absent when it could not be started. */
  readonly groupId: number | undefined;
  /** Never rejects. */
  readonly ended: Promise<ClientEnding>;
  /** Lets it clear up, and makes it end five seconds later. Safe to call too late. */
  end(): void;
}

/** What a client gets beside its arguments. */
export interface ClientOptions {
  /** @defaultValue the engine's own */
  readonly environment?: Readonly<NodeJS.ProcessEnv>;
  /** Where it runs. @defaultValue this process's folder */
  readonly folder?: string;
  /** A descriptor for all it prints. @defaultValue none: that is kept */
  readonly log?: number;
}

/** Starts a container engine's program as a group of its own. What that leaves in the background is the engine's own business. */
export function startClient(
  { command, environment }: ContainerEngine,
  args: readonly string[],
  options: ClientOptions = {},
): EngineClient {
  const [program, ...globals] = command;
  const { log = 'pipe', folder: cwd } = options;
  const stdio: StdioOptions = ['ignore', log, log];
  const env = options.environment ?? environment;
  try {
    return follow(spawn(program, [...globals, ...args], { detached: true, stdio, env: { ...env }, cwd }));
  } catch (error) {
    // A NUL in an argument is not even tried.
    const ended = Promise.resolve(notStarted(error));
    return { groupId: undefined, ended, end: () => {} };
  }
}

function follow(child: ChildProcess): EngineClient {
  const groupId = child.pid;
  const output = keep(child.stdout);
  const complaints = keep(child.stderr);
  let killTimer: NodeJS.Timeout | undefined;
  let hasExited = false;

  const ended = new Promise<ClientEnding>((resolve) => {
    child.once('error', (error) => {
      if (groupId === undefined) resolve(notStarted(error));
    });
    child.once('exit', (code, signal) => {
      hasExited = true;
      clearTimeout(killTimer);
      const exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
      // What it has left in the background may keep its output open.
      const patience = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, OPEN_OUTPUT_MS);
      child.once('close', () => {
        clearTimeout(patience);
        resolve({ exitCode, output: output(), complaint: lastComplaint(complaints()) });
      });
    });
  });

  const end = () => {
    if (groupId === undefined || hasExited || killTimer) return;
    signalGroup(groupId, 'SIGTERM');
    killTimer = setTimeout(() => signalGroup(groupId, 'SIGKILL'), CLEAR_UP_MS);
  };
  return { groupId, ended, end };
}

function keep(stream: Readable | null): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (more: string) => {
    text = (text + more).slice(-MOST_CHARACTERS);
  });
  return () => text;
}

function notStarted(error: unknown): ClientEnding {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
  const complaint = isMissing ? 'not found' : error instanceof Error ? error.message : String(error);
  return { exitCode: 127, output: '', complaint };
}
