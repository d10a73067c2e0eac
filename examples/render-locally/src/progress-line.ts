import type { RunProgress } from '@render/batch-fanout';

const BAR_WIDTH = 24;
/** A shorter bar shows nothing. */
const LEAST_BAR_WIDTH = 8;
/** How many lines a run prints at most where the line cannot move. */
const MOST_LINES = 50;
const INDENT = '  ';
const USUAL_COLUMNS = 80;

/** Chunks done of all, frames per second, time left, in at most so many columns. */
function formatProgress(
  { chunks, frames }: RunProgress,
  pastFrames: { readonly kept: number; readonly elapsedSeconds: number },
  columns: number,
): string {
  const failed = chunks.failed > 0 ? `, ${chunks.failed} failed` : '';
  const count = `${chunks.succeeded} of ${chunks.total} ${chunks.total === 1 ? 'chunk' : 'chunks'}`;
  const text = `${count}${failed}  ${pace(frames, pastFrames)}`;
  const width = Math.min(BAR_WIDTH, columns - text.length - 2);
  if (width < LEAST_BAR_WIDTH) return text.slice(0, columns);
  const filled = Math.floor((width * chunks.succeeded) / chunks.total);
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)}  ${text}`;
}

function pace(
  frames: RunProgress['frames'],
  { kept, elapsedSeconds }: { readonly kept: number; readonly elapsedSeconds: number },
): string {
  if (frames.done === frames.total) return 'making the video';
  // Chunks of an earlier run pass in no time and say nothing of how fast frames are rendered.
  if (frames.done <= kept) return 'rendering';
  const rate = (frames.done - kept) / elapsedSeconds;
  return `${Math.round(rate)} frames/s  ${Math.ceil((frames.total - frames.done) / rate)} s left`;
}

/** Shows one line that moves where it can, as on a terminal; elsewhere a new line whenever chunks have ended. */
export function createProgressLine(output: NodeJS.WriteStream, canMove: boolean) {
  let milestone = '';
  return {
    show(progress: RunProgress, kept: number, elapsedSeconds: number): void {
      // A line as wide as the terminal would take two, and only the second be cleared.
      const columns = Math.max(
        1,
        (canMove ? output.columns || USUAL_COLUMNS : USUAL_COLUMNS) - INDENT.length - 1,
      );
      const text = INDENT + formatProgress(progress, { kept, elapsedSeconds }, columns);
      const { succeeded, failed, total } = progress.chunks;
      const reached = String(Math.floor((MOST_LINES * (succeeded + failed)) / total));
      if (canMove) output.write(`\r\x1b[2K${text}`);
      else if (reached !== milestone) output.write(`${text}\n`);
      milestone = reached;
    },
    end(): void {
      if (canMove && milestone !== '') output.write('\n');
      milestone = '';
    },
  };
}
