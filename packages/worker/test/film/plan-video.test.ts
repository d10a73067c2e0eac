import { describe, expect, test } from 'vitest';
import type { ChunkRecord } from '../../src/film/chunk-record.js';
import { type KnownChunk, planVideo } from '../../src/film/plan-video.js';

const rule = { pictureDigest: 'pictures', videoDigest: 'h264', ffmpeg: '7.1' };

describe('planVideo', () => {
  test('joins all segments by ascending frame, whatever the order of the chunks', () => {
    const plan = planVideo([known(0, [5, 6]), known(1, [1, 2])], rule);
    expect(plan).toMatchObject({ way: 'join', why: '2 of 2 segments as they are' });
    expect(plan.pieces.map(({ segment }) => segment?.key)).toEqual(['segment-1', 'segment-0']);
  });

  test.each<[string, Partial<ChunkRecord>]>([
    ['the record says stopped', { state: 'stopped' }],
    ['the record is of other pictures', { pictureDigest: 'others' }],
    ['the record is of other pictures', { frames: '3-5' }],
    ['ffmpeg has crashed', { segment: null, segmentProblem: 'ffmpeg has crashed' }],
    ['there is no segment', { segment: null }],
    ['the segment has other video settings', { segment: { ...segmentOf(1), videoDigest: 'h265' } }],
    ['the segment was made by ffmpeg 4.0', { segment: { ...segmentOf(1), ffmpeg: '4.0' } }],
  ])('encodes a chunk again because %s', (why, change) => {
    const chunks = [known(0, [1, 2]), known(1, [3, 4]), known(2, [5, 6])];
    chunks[1] = {
      ...(chunks[1] as KnownChunk),
      record: { ...(chunks[1]?.record as ChunkRecord), ...change },
    };
    const plan = planVideo(chunks, rule);
    expect(plan.why).toBe(`2 of 3 segments as they are, and chunks encoded: 1 (${why})`);
    expect(plan.pieces.map((piece) => piece.segment?.key ?? piece.frames)).toEqual([
      'segment-0',
      [3, 4],
      'segment-2',
    ]);
  });

  test('encodes repaired chunks, and neighbours of them in one piece', () => {
    const repaired = [2, 3].map((chunk) => ({
      ...known(chunk, [chunk * 2, chunk * 2 + 1]),
      isRepaired: true,
    }));
    const { pieces } = planVideo([known(0, [0, 1]), known(1, [2, 3]), ...repaired], rule);
    expect(pieces.map(({ frames }) => frames)).toEqual([
      [0, 1],
      [2, 3],
      [4, 5, 6, 7],
    ]);
  });

  test('encodes all frames in one go when chunks alternate, and when there is no segment at all', () => {
    expect(planVideo([known(0, [1, 3]), known(1, [2, 4])], rule)).toEqual({
      way: 'encode',
      why: 'because frames of different chunks alternate',
      pieces: [{ frames: [1, 2, 3, 4] }],
    });
    const bare = [0, 1].map((chunk) => ({ ...known(chunk, [chunk]), record: undefined }));
    expect(planVideo(bare, rule)).toMatchObject({
      way: 'encode',
      why: 'because no chunk can be joined: there is no record',
    });
  });
});

function known(chunk: number, frames: readonly number[]): KnownChunk {
  const text = `${frames[0]}-${frames.at(-1)}`;
  const record: ChunkRecord = {
    state: 'done',
    generation: 0,
    chunk,
    frames: text,
    rendered: frames.length,
    secondsPerFrame: 1,
    attempt: 1,
    pictureDigest: 'pictures',
    size: null,
    segment: segmentOf(chunk),
    segmentProblem: null,
    missing: null,
    node: 'v24',
  };
  return { chunk, frames, text, record, isRepaired: false };
}

function segmentOf(chunk: number) {
  return { key: `segment-${chunk}`, bytes: 1, crc32: 1, videoDigest: 'h264', ffmpeg: '7.1' };
}
