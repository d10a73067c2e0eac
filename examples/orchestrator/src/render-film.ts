import type { BatchClient } from '@aws-sdk/client-batch';
import {
  FanoutSubmitter,
  followRun,
  parseFrameSet,
  planFanout,
  repairRun,
  type SubmittedRun,
} from '@render/batch-fanout';

/** What to render, and where. */
export interface Film {
  readonly runId: string;
  readonly totalFrames: number;
  readonly framesPerJob: number;
  readonly outputUri: string;
  readonly jobQueue: string;
  readonly jobDefinition: string;
}

const MOST_REPAIRS = 2;

/** Plans, submits, follows and, where chunks failed, repairs a film. Safe to call again after any crash. */
export async function renderFilm(
  client: BatchClient,
  film: Film,
  log: (line: string) => void,
): Promise<boolean> {
  const { runId, totalFrames, framesPerJob, outputUri, jobQueue, jobDefinition } = film;
  const submitter = new FanoutSubmitter({ client });
  const plan = planFanout({ totalFrames, framesPerJob });
  const environment = { OUTPUT_URI: outputUri };
  let run = await submitter.submit({ plan, runId, jobQueue, jobDefinition, environment });

  for (let repairs = 0; ; repairs += 1) {
    const failed = await follow(client, run, log);
    if (failed === undefined) return true;
    if (repairs === MOST_REPAIRS) return false;
    log(`repairing ${failed || 'the video'}`);
    run = await repairRun(submitter, run, failed === '' ? undefined : parseFrameSet(failed));
  }
}

/** Follows to the end; the frames that failed as text, or undefined where there is a video. */
async function follow(
  client: BatchClient,
  run: SubmittedRun,
  log: (line: string) => void,
): Promise<string | undefined> {
  for await (const { chunks, outcome, failedChunks } of followRun(client, run, { intervalSeconds: 1 })) {
    log(
      `generation ${run.generation}: ${chunks.succeeded} of ${chunks.total} chunks ${outcome ?? ''}`.trimEnd(),
    );
    if (outcome === 'succeeded') return undefined;
    if (outcome !== undefined) return failedChunks.map(({ frames }) => frames).join();
  }
  return undefined;
}
