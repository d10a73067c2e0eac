export { ExitCode } from './exit-code.js';
export type { FrameFormat } from './pictures/frame-format.js';
export type { RenderedFrame, Renderer, RenderRequest } from './renderers/renderer.js';
export { readSettings } from './settings/read-settings.js';
export type { Settings, SubmissionSettings } from './settings/settings.js';
export type { FrameRate } from './video/frame-rate.js';
export type { VideoCodec, VideoSettings } from './video/video-settings.js';
export { workerEntrypoint } from './worker-entrypoint.js';
export { WorkerError } from './worker-error.js';
