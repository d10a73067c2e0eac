import { expect, test } from 'vitest';
import { FrameFeed } from '../../src/film/frame-feed.js';

const data = (frame: number) => Uint8Array.of(frame);

test('hands pictures on in ascending order, and reads again those that no longer fit in memory', async () => {
  const read: number[] = [];
  const frames = Array.from({ length: 30 }, (_, frame) => frame);
  // Sixteen of them are 64 MiB.
  const picture = (frame: number) => new Uint8Array(4 * 2 ** 20).fill(frame);
  const feed = new FrameFeed(frames, async (frame) => {
    read.push(frame);
    return picture(frame);
  });
  for (const frame of frames.toReversed()) feed.add(frame, picture(frame));
  const handed = [];
  for await (const [frame] of feed) handed.push(frame);
  expect(handed).toEqual(frames);
  expect(read).toEqual(frames.slice(0, 14));
});

test('reads the pictures of an earlier attempt several at a time, but never more than eight', async () => {
  let [reading, most] = [0, 0];
  const frames = Array.from({ length: 40 }, (_, frame) => frame);
  const feed = new FrameFeed(frames, async (frame) => {
    reading += 1;
    most = Math.max(most, reading);
    await new Promise((resolve) => setTimeout(resolve, 5));
    reading -= 1;
    return data(frame);
  });
  for (const frame of frames) feed.add(frame);
  const handed = [];
  for await (const [frame] of feed) handed.push(frame);
  expect(handed).toEqual(frames);
  expect(most).toBe(8);
});

test('holds hardly any pictures that are large', async () => {
  const large = new Uint8Array(40 * 2 ** 20);
  const read: number[] = [];
  const feed = new FrameFeed([1, 2, 3], async (frame) => {
    read.push(frame);
    return large;
  });
  for (const frame of [3, 2, 1]) feed.add(frame, large);
  for await (const picture of feed) expect(picture).toBe(large);
  expect(read).toEqual([1, 2]);
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
