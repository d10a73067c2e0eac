import { describe, expect, test } from 'vitest';
import { FrameSet, jobRequests, planFanout, planRepair, plansToStore } from '../../src/index.js';

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

  test('gives a step variables of its own, which tell no film from another', () => {
    const small = jobRequests(plan, { ...target, render: { environment: { VCPUS: '4' } } });
    const large = jobRequests(plan, { ...target, render: { environment: { VCPUS: '16' } } });
    const variables = small.map((request) => request.containerOverrides?.environment);
    expect(variables[0]).toContainEqual({ name: 'VCPUS', value: '4' });
    expect(variables[1]?.map(({ name }) => name)).not.toContain('VCPUS');
    expect(small.map(({ tags }) => tags)).toEqual(large.map(({ tags }) => tags));
    expect(() => jobRequests(plan, { ...target, compile: { environment: { FRAMES: '1' } } })).toThrow(
      "of compile, environment has FRAMES, which describes the run's plan; leave it to the run",
    );
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

  test('puts variables and resources where each platform expects them', () => {
    const sized = { ...target, environment: { NOTE: 'x' }, render: { vcpus: 4, memoryMiB: 8192, gpus: 1 } };
    const [container] = jobRequests(plan, sized);
    expect(container?.containerOverrides?.resourceRequirements).toEqual([
      { type: 'VCPU', value: '4' },
      { type: 'MEMORY', value: '8192' },
      { type: 'GPU', value: '1' },
    ]);
    const [ecs, ecsCompile] = jobRequests(plan, { ...sized, platform: 'ecs', containerName: 'blender' });
    expect(ecs).not.toHaveProperty('containerOverrides');
    expect(ecs?.ecsPropertiesOverride?.taskProperties?.[0]?.containers).toEqual([
      {
        name: 'blender',
        environment: expect.arrayContaining([{ name: 'NOTE', value: 'x' }]),
        resourceRequirements: container?.containerOverrides?.resourceRequirements,
      },
    ]);
    expect(ecsCompile?.ecsPropertiesOverride?.taskProperties?.[0]?.containers?.[0]).not.toHaveProperty(
      'resourceRequirements',
    );
    const [eks] = jobRequests(plan, { ...sized, platform: 'eks' });
    expect(eks?.eksPropertiesOverride?.podProperties?.containers).toEqual([
      {
        name: 'Default',
        env: expect.arrayContaining([{ name: 'JOB_TYPE', value: 'render' }]),
        resources: { limits: { cpu: '4', memory: '8192Mi', 'nvidia.com/gpu': '1' } },
      },
    ]);
  });

  test('takes time-out, retries, share, priority and tags from the step, then from the run', () => {
    const [render, compile] = jobRequests(plan, {
      ...target,
      timeoutSeconds: 3600,
      shareIdentifier: 'films*',
      schedulingPriority: 10,
      propagateTags: true,
      tags: { project: 'x' },
      compile: { timeoutSeconds: 600, retryStrategy: { attempts: 1 }, schedulingPriority: 99 },
    });
    expect(render).toMatchObject({
      timeout: { attemptDurationSeconds: 3600 },
      shareIdentifier: 'films*',
      schedulingPriorityOverride: 10,
      propagateTags: true,
      tags: { project: 'x', 'render-run': 'film' },
    });
    expect(compile).toMatchObject({
      timeout: { attemptDurationSeconds: 600 },
      retryStrategy: { attempts: 1 },
      schedulingPriorityOverride: 99,
    });
  });

  test('gives a repair’s children what is missing, and the compile job the whole', () => {
    const renderPlan = planFanout({ frames: '2,7-8', framesPerJob: 2 });
    const requests = jobRequests(plan, { ...target, generation: 1, renderPlan });
    const variables = requests.map((request) =>
      Object.fromEntries(
        (request.containerOverrides?.environment ?? []).map(({ name = '', value = '' }) => [name, value]),
      ),
    );
    expect(requests.map(({ jobName }) => jobName)).toEqual(['film-g1-render-0', 'film-g1-compile']);
    expect(variables[0]).toMatchObject({ FRAMES: '2,7,8', ANIMATION_FIRST: '1', ANIMATION_LAST: '10' });
    expect(variables[1]).toMatchObject({ TOTAL_FRAMES: '10', GENERATION: '1' });
    expect(jobRequests(plan, { ...target, generation: 2, renderPlan: null })).toHaveLength(1);
  });

  test('names a plan by its URI only where it is too long to be written out', () => {
    const planUri = 's3://renders/film/plan.json';
    expect(plansToStore(plan, { ...target, planUri })).toEqual([]);
    const frames = Array.from({ length: 3_000 }, (_, index) => index * 5 + (index % 2));
    const long = planFanout({ frames: FrameSet.from(frames), framesPerJob: 100 });
    expect(plansToStore(long, { ...target, planUri })).toEqual([{ uri: planUri, plan: long }]);
    const [render] = jobRequests(long, { ...target, planUri });
    expect(render?.containerOverrides?.environment?.slice(0, 1)).toEqual([
      { name: 'PLAN_URI', value: planUri },
    ]);
    expect(() => jobRequests(long, target)).toThrow(/at most 7168.*planUri/);

    const renderPlanUri = 's3://renders/film/plan-g1.json';
    const renderPlan = planRepair(long, FrameSet.from(frames.filter((_, index) => index % 3 !== 0)));
    const repair = { ...target, generation: 1, renderPlan, planUri, renderPlanUri };
    const uris = jobRequests(long, repair).map((request) => request.containerOverrides?.environment);
    expect(uris[0]).toContainEqual({ name: 'PLAN_URI', value: renderPlanUri });
    expect(uris[0]).toContainEqual({ name: 'ANIMATION_LAST', value: String(frames.at(-1)) });
    expect(uris[1]).toContainEqual({ name: 'PLAN_URI', value: planUri });
    expect(plansToStore(long, repair)).toEqual([
      { uri: renderPlanUri, plan: renderPlan },
      { uri: planUri, plan: long },
    ]);
    expect(() => jobRequests(long, { ...repair, renderPlanUri: planUri })).toThrow(/but name two plans/);
  });

  test.each([
    [{ platform: 'fargate' as 'ecs' }, `platform 'fargate' is not one of container, ecs, eks`],
    [{ platform: 'ecs' as const }, `platform 'ecs' needs a containerName`],
    [{ vcpus: 0 }, 'vcpus 0 is not a number above 0'],
    [{ memoryMiB: 3 }, 'memoryMiB 3 is not a whole number from 4'],
    [{ gpus: 0.5 }, 'gpus 0.5 is not a whole number from 1'],
    [{ timeoutSeconds: 59 }, 'timeoutSeconds 59 is not a whole number from 60'],
    [{ shareIdentifier: 'a-b' }, `shareIdentifier 'a-b' is not 1 to 255 letters`],
    [{ schedulingPriority: 10_000 }, 'schedulingPriority 10000 is not a whole number from 0 to 9999'],
    [{ retryStrategy: { evaluateOnExit: [] } }, 'retryStrategy needs attempts from 1 to 10, not undefined'],
    [{ retryStrategy: { attempts: 11 } }, 'retryStrategy needs attempts from 1 to 10, not 11'],
    [
      { retryStrategy: { attempts: 2, evaluateOnExit: Array(6).fill({ onExitCode: '1', action: 'EXIT' }) } },
      'has 6 exit rules, but 5 are allowed',
    ],
    [
      { retryStrategy: { attempts: 2, evaluateOnExit: [{ onExitCode: '1-9', action: 'EXIT' as const }] } },
      `the exit rule's code '1-9'`,
    ],
    [
      { retryStrategy: { attempts: 2, evaluateOnExit: [{ onReason: 'a(b)', action: 'EXIT' as const }] } },
      `the exit rule's reason 'a(b)'`,
    ],
    [
      { tags: Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`t${index}`, 'x'])) },
      'there are 51 tags',
    ],
    [{ tags: { ['k'.repeat(129)]: 'x' } }, 'keys take 1 to 128'],
    [{ environment: { 'A=B': 'x' } }, `environment has the name 'A=B'`],
    [{ compile: { timeoutSeconds: 1 } }, 'timeoutSeconds 1'],
  ])('refuses %j before anything is sent', (wrong, problem) => {
    expect(() => jobRequests(plan, { ...target, ...wrong })).toThrow(
      expect.objectContaining({ code: 'INVALID_REQUEST', message: expect.stringContaining(problem) }),
    );
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
