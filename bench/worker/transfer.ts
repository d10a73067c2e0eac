import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { frameKey } from '../../packages/worker/src/film/frame-key.js';
import { hasProgram } from '../../test/has-program.js';
import { hasS3, openS3 } from '../../test/open-s3.js';
import { inFolder } from '../in-folder.js';
import { compare, formatSpeed } from '../measure.js';
import { runProgram } from '../run-program.js';

const ROUNDS = 3;
const FRAMES = 2_000;
const FRAME_BYTES = 50_000;
const TARGET = 1;

const transferFrames = fileURLToPath(new URL('transfer-frames.ts', import.meta.url));

/** Frames to S3 and back, as the worker moves them, against the AWS CLI on the same server. */
export function benchTransfer(): Promise<string> {
  const name = `${FRAMES} frames of ${FRAME_BYTES / 1000} kB`;
  if (!hasS3 || !hasProgram('aws'))
    return Promise.resolve(`${name} to S3 and back: not measured, there is no moto_server or aws`);
  return inFolder(async (folder) => {
    const s3 = await openS3();
    try {
      const frames = join(folder, 'frames');
      await mkdir(join(frames, 'frames'), { recursive: true });
      for (let frame = 1; frame <= FRAMES; frame += 1)
        await writeFile(join(frames, frameKey(frame, 'jpg')), randomBytes(FRAME_BYTES));
      const ours = (way: string) => () =>
        runProgram(
          process.execPath,
          [...process.execArgv, transferFrames, way, 's3://films/ours', frames, String(FRAMES)],
          s3.variables,
        );
      const cli = (from: string, to: string) => () =>
        runProgram('aws', ['s3', 'cp', '--recursive', '--only-show-errors', from, to], {
          ...s3.variables,
          HOME: folder,
          PATH: process.env.PATH ?? '',
        });
      const up = await compare(cli(frames, 's3://films/cli'), ours('up'), ROUNDS);
      const down = await compare(cli('s3://films/cli', join(folder, 'cli')), ours('down'), ROUNDS);
      return [
        formatSpeed(`${name} to S3, against aws s3 cp --recursive`, up.ratio, TARGET, [
          up.seconds,
          up.baselineSeconds,
        ]),
        formatSpeed(`${name} from S3, against aws s3 cp --recursive`, down.ratio, TARGET, [
          down.seconds,
          down.baselineSeconds,
        ]),
      ].join('\n');
    } finally {
      await s3.close();
    }
  });
}
