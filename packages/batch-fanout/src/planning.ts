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
