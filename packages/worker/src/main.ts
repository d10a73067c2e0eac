#!/usr/bin/env node
import { describeFailure } from './describe-failure.js';
import { readSettings } from './environment.js';
import { ExitCode } from './exit-code.js';
import type { JobContext } from './jobs/job-context.js';
import { render } from './jobs/render.js';
import { createLog } from './log.js';

const { JOB_TYPE, RUN_ID } = process.env;
let log = createLog({ runId: RUN_ID, jobType: JOB_TYPE });
const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());

try {
  const settings = readSettings(process.env);
  const { runId, jobType, chunk } = settings.job;
  log = createLog({ runId, jobType, ...(jobType === 'render' && { chunk }) });
  await runJob({ settings, log, signal: stop.signal });
  process.exitCode = ExitCode.done;
} catch (error) {
  const failure = describeFailure(error, stop.signal);
  log.error(failure.details, failure.message);
  process.exitCode = failure.exitCode;
}

/** Render, which thousands of children run, is part of this file; the AWS SDK and ffmpeg's step are loaded on demand. */
async function runJob(context: JobContext): Promise<void> {
  switch (context.settings.job.jobType) {
    case 'start':
      return (await import('./jobs/start.js')).start(context);
    case 'render':
      return render(context);
    case 'compile':
      return (await import('./jobs/compile.js')).compile(context);
  }
}
