import {
  type FanoutRequest,
  FanoutSubmitter,
  followRun,
  parseFrameSet,
  planFanout,
  repairRun,
  type SubmitterOptions,
} from '@render/batch-fanout';

/** A film's frames, and everything a submission needs but their plan. */
export type Film = Omit<FanoutRequest, 'plan'> & { frames: string; framesPerJob: number };

const MOST_REPAIRS = 2;

/** Plans, submits, follows and, where chunks failed, repairs a film. Safe to call again after any crash. */
export async function renderFilm(
  options: SubmitterOptions,
  { frames, framesPerJob, ...request }: Film,
  log: (line: string) => void,
): Promise<boolean> {
  const submitter = new FanoutSubmitter(options);
  let run = await submitter.submit({ ...request, plan: planFanout({ frames, framesPerJob }) });
  for (let repairs = 0; ; repairs += 1) {
    for await (const { chunks, outcome, failedChunks } of followRun(options.client, run)) {
      log(
        `generation ${run.generation}: ${chunks.succeeded} of ${chunks.total} chunks ${outcome ?? 'so far'}`,
      );
      if (outcome === 'succeeded') return true;
      if (outcome === undefined) continue;
      if (outcome !== 'failed' || repairs === MOST_REPAIRS) return false;
      const missing = failedChunks.map((chunk) => chunk.frames).join();
      log(`repairing ${missing || 'the video'}`);
      run = await repairRun(submitter, run, missing ? parseFrameSet(missing) : undefined);
    }
  }
}
