export type { Environment } from './contract/environment-values.js';
export {
  type JobEnvironment,
  type JobSettings,
  type JobType,
  jobEnvironment,
  PLAN_VARIABLES,
  readJobEnvironment,
} from './contract/job-environment.js';
export { FanoutError, type FanoutErrorCode } from './errors.js';
export { type CancelOptions, cancelRun, type RunPlace } from './follow/cancel-run.js';
export { explainWaiting } from './follow/explain-waiting.js';
export { findRun } from './follow/find-run.js';
export { type FollowOptions, followRun } from './follow/follow-run.js';
export { getRunProgress } from './follow/get-run-progress.js';
export type {
  ChunkCounts,
  CompileProgress,
  FailedChunk,
  FollowedProgress,
  FrameCounts,
  RunProgress,
} from './follow/run-progress.js';
export type { FrameDialect, FramesAsText } from './frames/format-frames.js';
export type { FrameRange } from './frames/frame-range.js';
export { FrameSet } from './frames/frame-set.js';
export { type ParseOptions, parseFrameSet } from './frames/parse-frame-set.js';
export {
  type ChooseOptions,
  chooseFramesPerJob,
  type FramesPerJobChoice,
} from './plan/choose-frames-per-job.js';
export { estimateRun, type RunEstimate } from './plan/estimate-run.js';
export type { Distribution, FanoutPlan, Overflow, PlannedRenderJob } from './plan/fanout-plan.js';
export { framesOfChunk } from './plan/frames-of-chunk.js';
export {
  type ChunkingOptions,
  type CountedFrames,
  type GivenFrames,
  type PlannedFrames,
  type PlanOptions,
  planFanout,
} from './plan/plan-fanout.js';
export { readPlan } from './plan/read-plan.js';
export type { RunModel } from './plan/run-model.js';
export { planRepair } from './repair/plan-repair.js';
export { repairRun } from './repair/repair-run.js';
export type { BatchSender } from './submit/batch-sender.js';
export type { Clock } from './submit/clock.js';
export type {
  FanoutRequest,
  GenerationTarget,
  Platform,
  RunTarget,
  StepTarget,
} from './submit/fanout-request.js';
export { jobRequests, plansToStore, type StoredPlan } from './submit/job-requests.js';
export { MemoryLedger } from './submit/memory-ledger.js';
export type { ReadPlanAt } from './submit/part-of-job.js';
export type {
  LedgerJob,
  LedgerRecord,
  SubmissionLedger,
  VersionedRecord,
} from './submit/submission-ledger.js';
export type {
  RunJobs,
  RunState,
  SubmittedJob,
  SubmittedRenderJob,
  SubmittedRun,
} from './submit/submitted-run.js';
export { FanoutSubmitter, type SubmitterOptions } from './submit/submitter.js';
