import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { RunProgress } from '@render/batch-fanout';

/** What the command prints when the video is there. */
export async function describeVideo(
  runFolder: string,
  logFolder: string,
  wallSeconds: number,
): Promise<string> {
  const report = JSON.parse(await readFile(join(runFolder, 'report.json'), 'utf8'));
  const rows = [
    ['Video', shorten(join(runFolder, 'video.mp4'))],
    ['Frames', `${report.frames.found} of ${report.width}x${report.height} pixels`],
    ['Rate', `${report.fps} frames/s, ${Number(report.durationSeconds.toFixed(3))} s long`],
    ['Size', `${report.bytes} bytes`],
    ['Wall time', `${wallSeconds.toFixed(1)} s`],
    ['Logs', shorten(logFolder)],
  ];
  return rows.map(([name = '', value]) => `  ${name.padEnd(10)} ${value}`).join('\n');
}

/** What the command prints when the run failed: who, which frames, why, and where to read on. */
export async function describeFailedRun({ failedChunks }: RunProgress, logFolder: string): Promise<string> {
  const chunks = await Promise.all(
    failedChunks.map(async ({ chunk, frames, jobId, exitCode, reason, logStreamName }) => {
      const title = `chunk ${chunk} (job ${jobId}) failed: frames ${frames}, exit code ${exitCode ?? 'none'}`;
      return describeFailedJob(title, { reason, logStreamName }, logFolder);
    }),
  );
  return chunks.join('\n');
}

/** One failed job: its last error line, or AWS Batch's reason where it wrote none, and its log file. */
export async function describeFailedJob(
  title: string,
  job: { readonly reason?: string | undefined; readonly logStreamName?: string | undefined },
  logFolder: string,
): Promise<string> {
  const log = job.logStreamName === undefined ? undefined : join(logFolder, `${job.logStreamName}.log`);
  const lastError = log === undefined ? undefined : await readLastError(log);
  return `  ${title}\n    ${lastError ?? job.reason ?? 'no reason given'}${log === undefined ? '' : `\n    log: ${shorten(log)}`}`;
}

async function readLastError(log: string): Promise<string | undefined> {
  const lines = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n').reverse();
  for (const line of lines) {
    const message = /"level":"error".*"msg":("(?:[^"\\]|\\.)*")/.exec(line)?.[1];
    if (message !== undefined) return JSON.parse(message) as string;
  }
  return lines[0] === '' ? undefined : lines[0];
}

function shorten(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}
