import { WorkerError } from '../worker-error.js';

/** A renderer has failed a frame, or given a picture that is none; a temporary trouble of its surroundings is no such failure. */
export class FrameFailure extends WorkerError {}
