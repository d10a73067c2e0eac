import { describeFailure } from './describe-failure.js';
import { ExitCode } from './exit-code.js';
import { readPlanAt } from './film/read-plan-at.js';
import { findSecrets } from './hide-secrets.js';
import type { JobContext } from './jobs/job-context.js';
import { createLog, type Logger } from './log.js';
import { readSettings } from './settings/read-settings.js';

/** Runs one step with a process's variables, and ends with its line and its exit code, whatever happens. */
export async function runStep(
  step: (context: JobContext) => Promise<void>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const { JOB_TYPE, RUN_ID, PLAN_URI } = environment;
  let log = createLog({ runId: RUN_ID, jobType: JOB_TYPE }, environment);
  const stop = new AbortController();
  // A second one must not end the process before it has ended its renderer.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());
  // A renderer's module can end the process, or wait for what never comes: neither is success.
  const onEarlyExit = () => {
    log.error('the process ended before its work was done; a module must neither exit nor wait for ever');
    process.exitCode = ExitCode.bug;
  };
  process.once('exit', onEarlyExit);
  process.once('uncaughtException', (error) => {
    process.off('exit', onEarlyExit);
    log.error(
      { stack: error.stack },
      `bug in the worker or in a module that it has loaded: ${error.message}`,
    );
    process.exit(ExitCode.bug);
  });

  try {
    await withHeartbeat(
      () => log,
      async () => {
        const plan = PLAN_URI === undefined ? undefined : await readPlanAt(PLAN_URI, stop.signal);
        const settings = readSettings(environment, plan);
        const { runId, jobType, chunk } = settings.job;
        log = createLog({ runId, jobType, ...(jobType === 'render' && { chunk }) }, environment);
        await step({ settings, log, signal: stop.signal });
      },
    );
    process.exitCode = ExitCode.done;
  } catch (error) {
    const failure = describeFailure(error, stop.signal, findSecrets(environment));
    log.error(failure.details, failure.message);
    process.exitCode = failure.exitCode;
  } finally {
    process.off('exit', onEarlyExit);
    // What a module has left running must not keep the job alive.
    setTimeout(() => process.exit(), LINGER_MS).unref();
  }
}

const LINGER_MS = 500;

/** A log that says nothing for half a minute leaves people wondering. */
const HEARTBEAT_MS = 25_000;

async function withHeartbeat(log: () => Logger, work: () => Promise<void>): Promise<void> {
  // `performance` is loaded when it is first asked for, which takes a child longer than all its settings.
  const startedAt = process.uptime();
  const beat = () => log().info({ seconds: Math.round(process.uptime() - startedAt) }, 'still at work');
  const timer = setInterval(beat, HEARTBEAT_MS);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
}
