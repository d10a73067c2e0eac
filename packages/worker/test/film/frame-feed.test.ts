import { expect, test } from 'vitest';
import { FrameFeed } from '../../src/film/frame-feed.js';

const data = (frame: number) => Uint8Array.of(frame);

test('hands pictures on in ascending order, and reads again those that no longer fit in memory', async () => {
  const read: number[] = [];
  const frames = Array.from({ length: 30 }, (_, frame) => frame);
  const feed = new FrameFeed(frames, async (frame) => {
    read.push(frame);
    return data(frame);
  });
  for (const frame of frames.toReversed()) feed.add(frame, data(frame));
  const handed = [];
  for await (const [frame] of feed) handed.push(frame);
  expect(handed).toEqual(frames);
  expect(read).toEqual(frames.slice(0, 22));
});

test('waits for the next picture, and ends with the error that ends the chunk', async () => {
  const feed = new FrameFeed([1, 2], async (frame) => data(frame));
  const pictures = feed[Symbol.asyncIterator]();
  const first = pictures.next();
  feed.add(1, data(1));
  expect((await first).value).toEqual(data(1));
  const second = pictures.next();
  feed.fail(new Error('the renderer crashed'));
  await expect(second).rejects.toThrow('the renderer crashed');
});
