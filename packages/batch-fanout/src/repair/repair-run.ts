import { FanoutError } from '../errors.js';
import type { FrameSet } from '../frames/frame-set.js';
import type { SubmittedRun } from '../submit/submitted-run.js';
import type { FanoutSubmitter } from '../submit/submitter.js';
import { planRepair } from './plan-repair.js';

/**
 * Submits what is missing of a run that has failed or was cancelled, and a new compile job for the whole run, as its next
 * generation: the same run id, the same output. Any number of repairs may follow one another; the same repair asked for twice is submitted
 * once.
 *
 * @param submitter - The one to submit with.
 * @param run - The newest generation, from `submit` or `repairRun`.
 * @param missing - The frames to render again; undefined where all are there and only the video is missing.
 * @param options - `signal`: stops at once; the error then says what stands. `renderPlanUri`: where the JSON of
 *   `planRepair(run.plan, missing)` lies, used where that is too long for the overrides.
 * @throws {@link FanoutError} `INVALID_OPTION` if the plan has no such frame, or the run goes on or has its video; and what
 *   `submit` throws, `RUN_ID_IN_USE` also where another repair of this generation renders other frames.
 * @example
 * ```ts
 * const missing = parseFrameSet(progress.failedChunks.map(({ frames }) => frames).join());
 * const repair = await repairRun(submitter, run, missing);
 * repair.generation; // 1
 * ```
 */
export async function repairRun(
  submitter: FanoutSubmitter,
  run: SubmittedRun,
  missing: FrameSet | undefined,
  options: { readonly signal?: AbortSignal; readonly renderPlanUri?: string } = {},
): Promise<SubmittedRun> {
  const renderPlan = missing === undefined ? null : planRepair(run.plan, missing);
  const ids = [...run.renderJobs, run.compileJob].map(({ jobId }) => jobId);
  const current = await submitter.lookAtNewest({ ...run.target, plan: run.plan }, ids, options);
  if (current.generation <= run.generation && current.state !== 'ended') {
    throw new FanoutError(
      'INVALID_OPTION',
      `The run '${run.runId}' ${current.state === 'live' ? 'still goes on; cancel it or wait' : 'has its video'}; there is nothing to repair.`,
    );
  }
  if (current.generation > run.generation + 1) {
    throw new FanoutError(
      'INVALID_OPTION',
      `The run '${run.runId}' is at generation ${current.generation} already; repair that one.`,
    );
  }
  const { renderPlanUri } = options;
  return submitter.submitRepair(
    { ...run.target, plan: run.plan, generation: run.generation + 1, renderPlan, renderPlanUri },
    options,
  );
}
