import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  FanoutError,
  framesOfChunk,
  jobEnvironment,
  parseFrameSet,
  planFanout,
  readJobEnvironment,
} from '../../src/planning.js';
import { check, plans } from '../properties.js';

const render = {
  JOB_TYPE: 'render',
  RUN_ID: 'film',
  OUTPUT_URI: 'file:///renders',
  FRAMES_PER_RENDER_JOB: '4',
};

describe('job environment', () => {
  test('computes the same plan in a child as in the submitter', () => {
    check(
      fc.property(plans, fc.nat(9), fc.nat(), (plan, generation, probe) => {
        const chunk = probe % plan.chunkCount;
        const settings = {
          jobType: 'render',
          runId: 'film',
          outputUri: 's3://bucket/films',
          generation,
          chunkOffset: 0,
        } as const;
        const environment = { ...jobEnvironment(plan, settings), AWS_BATCH_JOB_ARRAY_INDEX: String(chunk) };
        const job = readJobEnvironment(environment);
        expect(job).toEqual({ ...settings, plan, chunk });
        expect(framesOfChunk(job.plan, job.chunk)).toEqual(framesOfChunk(plan, chunk));
      }),
    );
  });

  test('hands on frames in any order with the dialect that can say it', () => {
    const plan = planFanout({
      frames: parseFrameSet('1-10:5', { dialect: 'opencue' }),
      framesPerJob: 4,
    });
    expect(jobEnvironment(plan, { jobType: 'render', runId: 'film' })).toMatchObject({
      FRAMES: '1,6,2,4,8,10,3-9x2',
      FRAMES_DIALECT: 'opencue',
    });
  });

  test('finds a child’s chunk from its offset and index, and takes a plain job as index 0', () => {
    const environment = { ...render, TOTAL_FRAMES: '40' };
    expect(
      readJobEnvironment({ ...environment, CHUNK_OFFSET: '5', AWS_BATCH_JOB_ARRAY_INDEX: '2' }).chunk,
    ).toBe(7);
    expect(readJobEnvironment(environment).chunk).toBe(0);
    expect(() => readJobEnvironment({ ...environment, AWS_BATCH_JOB_ARRAY_INDEX: '10' })).toThrow(
      /AWS_BATCH_JOB_ARRAY_INDEX='10'.*from 0 to 9/,
    );
  });

  test('names the start job’s run after the job, and asks for a name where the id cannot be one', () => {
    const start = { ...render, JOB_TYPE: 'start', RUN_ID: undefined, TOTAL_FRAMES: '4' };
    expect(readJobEnvironment({ ...start, AWS_BATCH_JOB_ID: 'a1-b2' }).runId).toBe('a1-b2');
    expect(() => readJobEnvironment({ ...start, AWS_BATCH_JOB_ID: 'a1:0' })).toThrow(/^RUN_ID is not set/);
  });

  test.each([
    [{ TOTAL_FRAMES: '0' }, `TOTAL_FRAMES='0' is not a whole number from 1`],
    [{ TOTAL_FRAMES: '-5' }, `TOTAL_FRAMES='-5'`],
    [{ TOTAL_FRAMES: '3.5' }, `TOTAL_FRAMES='3.5'`],
    [{ TOTAL_FRAMES: '3.0' }, `TOTAL_FRAMES='3.0'`],
    [{ TOTAL_FRAMES: ' 3' }, `TOTAL_FRAMES=' 3'`],
    [{ TOTAL_FRAMES: '3frames' }, `TOTAL_FRAMES='3frames'`],
    [{ TOTAL_FRAMES: '03' }, `TOTAL_FRAMES='03'`],
    [{ TOTAL_FRAMES: '1\n2' }, `TOTAL_FRAMES='1\\x0a2'`],
    [{ TOTAL_FRAMES: 'abc' }, `TOTAL_FRAMES='abc'`],
    [{ TOTAL_FRAMES: '' }, `TOTAL_FRAMES=''`],
    [{}, 'TOTAL_FRAMES is not set'],
    [{ FRAMES: '1-' }, `FRAMES cannot be used. Frames '1-'`],
    [{ FRAMES_DIALECT: 'nuke', FRAMES: '1' }, `FRAMES_DIALECT='nuke'`],
    [{ FRAMES_DIALECT: 'opencue', TOTAL_FRAMES: '3' }, 'exclude each other'],
    [
      { TOTAL_FRAMES: '3', FIRST_FRAME: '9007199254740990' },
      '3 frames from frame 9007199254740990 on pass the last possible frame',
    ],
    [{ FRAMES: '' }, `FRAMES cannot be used. Frames ''`],
    [{ TOTAL_FRAMES: '3', FRAMES: '1-3' }, 'exclude each other'],
    [{ TOTAL_FRAMES: '3', FRAMES_PER_RENDER_JOB: undefined }, 'FRAMES_PER_RENDER_JOB is not set'],
    [{ TOTAL_FRAMES: '3', FRAMES_PER_RENDER_JOB: '0' }, `FRAMES_PER_RENDER_JOB='0'`],
    [{ FRAMES: '1-3', FIRST_FRAME: '5' }, `FIRST_FRAME='5' and FRAMES='1-3' exclude each other`],
    [{ FRAMES: '1-3', FRAMES_DIALECT: 'nuke' }, `FRAMES_DIALECT='nuke' is not one of openjd`],
    [
      { TOTAL_FRAMES: '4', CHUNK_SIZES: '4' },
      `FRAMES_PER_RENDER_JOB='4' and CHUNK_SIZES='4' exclude each other`,
    ],
    [
      { TOTAL_FRAMES: '4', FRAMES_PER_RENDER_JOB: undefined, CHUNK_SIZES: '5' },
      `CHUNK_SIZES='5' cannot be used`,
    ],
    [{ TOTAL_FRAMES: '4', CHUNK_OFFSET: '1' }, `CHUNK_OFFSET='1' is not a whole number from 0 to 0`],
    [{ TOTAL_FRAMES: '3', JOB_TYPE: 'rendr' }, `JOB_TYPE='rendr' is not one of start, render, compile`],
    [{ TOTAL_FRAMES: '3', JOB_TYPE: undefined }, 'JOB_TYPE is not set'],
    [{ TOTAL_FRAMES: '3', RUN_ID: '../up' }, `RUN_ID='../up'`],
    [{ TOTAL_FRAMES: '3', OUTPUT_URI: 'renders' }, `OUTPUT_URI='renders'`],
    [{ TOTAL_FRAMES: '3', OUTPUT_URI: 'file:///a#b' }, `OUTPUT_URI='file:///a#b'`],
    [{ TOTAL_FRAMES: '3', DISTRIBUTION: 'odd' }, `DISTRIBUTION='odd' is not one of even, fixed, interleaved`],
  ])('rejects %j by naming the variable and its value', (given, message) => {
    const read = () => readJobEnvironment({ ...render, ...given });
    expect(read).toThrow(FanoutError);
    expect(read).toThrow(message);
  });
});
