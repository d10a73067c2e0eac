import { describe, expect, test } from 'vitest';
import { jobRequests, planFanout } from '../../src/index.js';

const target = { runId: 'film', jobQueue: 'spot', jobDefinition: 'worker:3' };
const plan = planFanout({ totalFrames: 10, framesPerJob: 4 });

describe('jobRequests', () => {
  test('writes one array job and one compile job', () => {
    const [render, compile] = jobRequests(plan, { ...target, environment: { OUTPUT_URI: 's3://renders' } });
    expect(render).toMatchObject({
      jobName: 'film-g0-render-0',
      jobQueue: 'spot',
      arrayProperties: { size: 3 },
    });
    expect(compile).toMatchObject({ jobName: 'film-g0-compile', jobDefinition: 'worker:3' });
    expect(compile).not.toHaveProperty('arrayProperties');
    expect(render?.containerOverrides?.environment).toEqual([
      { name: 'OUTPUT_URI', value: 's3://renders' },
      { name: 'TOTAL_FRAMES', value: '10' },
      { name: 'FRAMES_PER_RENDER_JOB', value: '4' },
      { name: 'JOB_TYPE', value: 'render' },
      { name: 'RUN_ID', value: 'film' },
      { name: 'GENERATION', value: '0' },
    ]);
  });

  test('never retries wrong settings, wrong data, a missing program or command', () => {
    const [render, compile] = jobRequests(plan, target);
    expect(render?.retryStrategy).toEqual({
      attempts: 5,
      evaluateOnExit: [
        { onExitCode: '64', action: 'EXIT' },
        { onExitCode: '65', action: 'EXIT' },
        { onExitCode: '69', action: 'EXIT' },
        { onExitCode: '12*', action: 'EXIT' },
      ],
    });
    expect(compile?.retryStrategy?.attempts).toBe(3);
  });

  test('tells each array of a split plan where its chunks start', () => {
    const requests = jobRequests(planFanout({ totalFrames: 20_001, framesPerJob: 1 }), target);
    const offsets = requests.map(
      (request) =>
        request.containerOverrides?.environment?.find(({ name }) => name === 'CHUNK_OFFSET')?.value,
    );
    expect(offsets).toEqual([undefined, '6667', '13334', undefined]);
  });

  test('sends a step to its own queue and definition', () => {
    const [render, compile] = jobRequests(plan, {
      ...target,
      compile: { jobQueue: 'cpu', jobDefinition: 'big' },
    });
    expect([render?.jobQueue, compile?.jobQueue, compile?.jobDefinition]).toEqual(['spot', 'cpu', 'big']);
  });

  test('hands the plan on as its author wrote it', () => {
    const written = planFanout({ frames: '1,2,3-5', framesPerJob: 2 });
    const environment = { FRAMES: '1,2,3-5', FRAMES_PER_RENDER_JOB: '2' };
    const [render] = jobRequests(written, { ...target, environment });
    const variables = render?.containerOverrides?.environment ?? [];
    expect(variables).toContainEqual({ name: 'FRAMES', value: '1,2,3-5' });
    expect(variables.map(({ name }) => name)).not.toContain('TOTAL_FRAMES');
  });

  test('tags all jobs of a run with one digest, which changes with the plan', () => {
    const digest = (framesPerJob: number) =>
      jobRequests(planFanout({ totalFrames: 10, framesPerJob }), target).map(
        (request) => request.tags?.['render-digest'],
      );
    expect(new Set(digest(4)).size).toBe(1);
    expect(digest(4)).not.toEqual(digest(5));
  });

  test('reports everything that AWS Batch would refuse in one error', () => {
    const request = () =>
      jobRequests(plan, {
        runId: 'a b',
        jobQueue: '',
        jobDefinition: 'worker',
        environment: {
          AWS_BATCH_MODE: 'x',
          NOTE: 'y'.repeat(9_000),
          TOTAL_FRAMES: '9',
          FRAMES_PER_RENDER_JOB: '4',
        },
      });
    expect(request).toThrow(/runId 'a b'/);
    expect(request).toThrow(/jobQueue is empty/);
    expect(request).toThrow(/AWS_BATCH_MODE/);
    expect(request).toThrow(/at most 7168/);
    expect(request).toThrow(/another plan/);
  });
});
