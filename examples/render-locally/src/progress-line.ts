import type { RunProgress } from '@render/batch-fanout';

const BAR_WIDTH = 24;

/** Chunks done of all, frames per second, time left. */
function formatProgress({ chunks, frames }: RunProgress, elapsedSeconds: number): string {
  const filled = Math.floor((BAR_WIDTH * chunks.succeeded) / chunks.total);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const failed = chunks.failed > 0 ? `, ${chunks.failed} failed` : '';
  return `${bar}  ${chunks.succeeded} of ${chunks.total} chunks${failed}  ${pace(frames, elapsedSeconds)}`;
}

function pace(frames: RunProgress['frames'], elapsedSeconds: number): string {
  if (frames.done === frames.total) return 'making the video';
  if (frames.done === 0) return 'rendering';
  const rate = frames.done / elapsedSeconds;
  return `${Math.round(rate)} frames/s  ${Math.ceil((frames.total - frames.done) / rate)} s left`;
}

/** Shows one line that moves on a terminal; elsewhere a new line whenever a chunk has ended. */
export function createProgressLine(output: NodeJS.WriteStream) {
  let milestone = '';
  return {
    show(progress: RunProgress, elapsedSeconds: number): void {
      const text = formatProgress(progress, elapsedSeconds);
      const reached = `${progress.chunks.succeeded} ${progress.chunks.failed}`;
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
