import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BoundedTasks } from '../../packages/worker/src/film/bounded-tasks.js';
import { frameKey } from '../../packages/worker/src/film/frame-key.js';
import { readFrames } from '../../packages/worker/src/film/read-frames.js';
import { TRANSFERS } from '../../packages/worker/src/jobs/render/render-pass.js';
import { openFolder } from '../../packages/worker/src/storage/open-storage.js';

/** Moves so many frames, `up` as a child stores them or `down` as compile reads them, between a folder and S3. */
const [, , way, uri = '', folder = '', count] = process.argv;
const frames = Array.from({ length: Number(count) }, (_, index) => index + 1);
const fileOf = (frame: number) => join(folder, frameKey(frame, 'jpg'));
const storage = await openFolder('OUTPUT_URI', uri, new AbortController().signal);

if (way === 'up') {
  const transfers = new BoundedTasks(TRANSFERS);
  for (const frame of frames) {
    const data = await readFile(fileOf(frame));
    await transfers.add(() => storage.put(frameKey(frame, 'jpg'), data));
  }
  await transfers.settle();
} else {
  const asItIs = async (data: Uint8Array) => data;
  const drawSlate = async () => new Uint8Array();
  const source = {
    storage,
    format: 'jpg',
    planned: 1,
    fills: new Map(),
    convert: asItIs,
    drawSlate,
  } as const;
  let position = 0;
  for await (const data of readFrames(source, frames)) {
    await writeFile(fileOf(frames[position] as number), data);
    position += 1;
  }
}
