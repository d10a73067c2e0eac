import { describe, expect, test } from 'vitest';
import { runFfmpeg } from '../../src/video/run-ffmpeg.js';
import { fakeProgram } from './fake-program.js';

const signal = new AbortController().signal;

async function* pictures(count: number) {
  for (let sent = 0; sent < count; sent += 1) yield Buffer.alloc(1_000_000);
}

describe('runFfmpeg', () => {
  test('ends a program that takes no input, and says so', async () => {
    const ffmpeg = await fakeProgram('setInterval(() => {}, 1000)');
    const call = { ffmpeg, args: [], input: pictures(50), stallSeconds: 0.3, signal };
    await expect(runFfmpeg(call)).rejects.toMatchObject({
      exitCode: 75,
      message: 'ffmpeg did nothing for 0.3 s: it said nothing',
    });
  });

  test('ends a program that does not end after its input', async () => {
    const ffmpeg = await fakeProgram('process.stdin.resume(); setInterval(() => {}, 1000)');
    await expect(
      runFfmpeg({ ffmpeg, args: [], input: pictures(2), endSeconds: 0.3, signal }),
    ).rejects.toThrow(/did nothing for 0.3 s/);
  });

  test('does not blame the program for pictures that come late', async () => {
    const ffmpeg = await fakeProgram('process.stdin.resume()');
    async function* late() {
      yield Buffer.from('1');
      await new Promise((resolve) => setTimeout(resolve, 400));
      yield Buffer.from('2');
    }
    await expect(runFfmpeg({ ffmpeg, args: [], input: late(), stallSeconds: 0.2, signal })).resolves.toEqual({
      version: undefined,
    });
  });

  test.each([
    ['a\\nb\\nc\\nd\\ne\\nno such codec', 65, 'ffmpeg ended with 1: b | c | d | e | no such codec'],
    [
      '[error] video.mp4: No space left on device',
      75,
      'ffmpeg ended with 1: video.mp4: No space left on device',
    ],
    ['[error] x264: malloc of size 9437184 failed', 75, /malloc of size/],
  ])('repeats the last words of a program that fails: %s', async (words, exitCode, message) => {
    const ffmpeg = await fakeProgram(`console.error("${words}"); process.exitCode = 1`);
    await expect(runFfmpeg({ ffmpeg, args: [], input: pictures(2), signal })).rejects.toMatchObject({
      exitCode,
      message: expect.stringMatching(message),
    });
  });

  test('does not believe a program that ends with 0 before it had all pictures', async () => {
    const ffmpeg = await fakeProgram('process.exit(0)');
    await expect(runFfmpeg({ ffmpeg, args: [], input: pictures(50), signal })).rejects.toMatchObject({
      exitCode: 75,
    });
  });

  test('does not wait for pictures that a program which has failed would not read', async () => {
    const ffmpeg = await fakeProgram('console.error("no space left"); process.exitCode = 1');
    async function* never() {
      yield Buffer.from('1');
      await new Promise(() => undefined);
    }
    await expect(runFfmpeg({ ffmpeg, args: [], input: never(), signal })).rejects.toThrow('no space left');
  });

  test('passes on what goes wrong with the input', async () => {
    const ffmpeg = await fakeProgram('process.stdin.resume()');
    async function* broken() {
      yield Buffer.from('1');
      throw new Error('frame 2 is damaged');
    }
    await expect(runFfmpeg({ ffmpeg, args: [], input: broken(), signal })).rejects.toThrow(
      'frame 2 is damaged',
    );
  });
});
