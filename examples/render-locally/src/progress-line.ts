import type { RunProgress } from '@render/batch-fanout';

const BAR_WIDTH = 24;
/** How many lines a run prints at most where the line cannot move. */
const MOST_LINES = 50;

/** Chunks done of all, frames per second, time left. */
function formatProgress({ chunks, frames }: RunProgress, keptFrames: number, elapsedSeconds: number): string {
  const filled = Math.floor((BAR_WIDTH * chunks.succeeded) / chunks.total);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const failed = chunks.failed > 0 ? `, ${chunks.failed} failed` : '';
  return `${bar}  ${chunks.succeeded} of ${chunks.total} chunks${failed}  ${pace(frames, keptFrames, elapsedSeconds)}`;
}

function pace(frames: RunProgress['frames'], keptFrames: number, elapsedSeconds: number): string {
  if (frames.done === frames.total) return 'making the video';
  // Chunks of an earlier run pass in no time and say nothing of how fast frames are rendered.
  if (frames.done <= keptFrames) return 'rendering';
  const rate = (frames.done - keptFrames) / elapsedSeconds;
  return `${Math.round(rate)} frames/s  ${Math.ceil((frames.total - frames.done) / rate)} s left`;
}

/** Shows one line that moves on a terminal; elsewhere a new line whenever chunks have ended. */
export function createProgressLine(output: NodeJS.WriteStream) {
  let milestone = '';
  return {
    show(progress: RunProgress, keptFrames: number, elapsedSeconds: number): void {
      const text = formatProgress(progress, keptFrames, elapsedSeconds);
      const { succeeded, failed, total } = progress.chunks;
      const reached = String(Math.floor((MOST_LINES * (succeeded + failed)) / total));
      if (output.isTTY) output.write(`\r\x1b[2K  ${text}`);
      else if (reached !== milestone) output.write(`  ${text}\n`);
      milestone = reached;
    },
    end(): void {
      if (output.isTTY && milestone !== '') output.write('\n');
      milestone = '';
    },
  };
}
