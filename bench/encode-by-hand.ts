import { readSettings, type VideoSettings } from '@render/worker';
import { encodeArguments } from '../packages/worker/src/video/encode-video.js';
import { runProgram } from './run-program.js';

/** Encodes numbered frames with one ffmpeg, by the worker's own settings. */
export async function encodeByHand(ffmpeg: string, frames: string, output: string): Promise<void> {
  const film = { JOB_TYPE: 'compile', RUN_ID: 'film', OUTPUT_URI: 'file:///nowhere' };
  const { video } = readSettings({ ...film, TOTAL_FRAMES: '1', FRAMES_PER_RENDER_JOB: '1' });
  const settings = encodeArguments(video as VideoSettings, { isSegment: false });
  const input = ['-framerate', '24', '-i', frames];
  await runProgram(ffmpeg, ['-loglevel', 'error', ...input, ...settings, output]);
}
