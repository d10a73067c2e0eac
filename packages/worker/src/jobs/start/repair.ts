import { createHash } from 'node:crypto';
import {
  type FanoutPlan,
  type FanoutSubmitter,
  type GenerationTarget,
  planRepair,
  repairRun,
  type SubmittedRun,
} from '@render/batch-fanout';
import type { Storage } from '../../storage/storage.js';
import type { JobContext } from '../job-context.js';
import { findRemaining } from './find-remaining.js';
import { storePlans } from './store-plans.js';

/** Where a run is kept, and where its jobs run. */
export interface RunPlace {
  readonly storage: Storage;
  readonly target: GenerationTarget;
  /** Digest of what changes pictures. */
  readonly pictureDigest: string;
}

/** Submits the next generation of a run that has failed: only the frames that are left, and the compile job. */
export async function repair(
  submitter: FanoutSubmitter,
  run: SubmittedRun,
  { settings, signal }: JobContext,
  { storage, target, pictureDigest }: RunPlace,
): Promise<SubmittedRun> {
  const { plan } = settings.job;
  const frames = await findRemaining(storage, settings, pictureDigest);
  const generation = run.generation + 1;
  const renderPlan = frames === undefined ? null : planRepair(plan, frames);
  // Another start job may repair at the same moment, and find other frames missing.
  const renderPlanUri = `${storage.uri}/plan-g${generation}-${digestOf(renderPlan)}.json`;
  await storePlans(storage, plan, { ...target, generation, renderPlan, renderPlanUri });
  return repairRun(submitter, run, frames, { signal, renderPlanUri });
}

function digestOf(plan: FanoutPlan | null): string {
  return createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 12);
}
