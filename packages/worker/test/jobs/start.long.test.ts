import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchClient,
  DescribeJobsCommand,
  ListJobsCommand,
  RegisterJobDefinitionCommand,
} from '@aws-sdk/client-batch';
import { type LocalBatch, startLocalBatch } from '@render/local-batch';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { runWorker, smallFilm } from '../run-worker.js';
import { startS3Server } from '../storage/s3-server.js';

describe('start', () => {
  let batch: LocalBatch;
  let client: BatchClient;
  let variables: Record<string, string>;

  beforeEach(async () => {
    const logFolder = await mkdtemp(join(tmpdir(), 'start-test-'));
    batch = await startLocalBatch({
      images: { idle: ['/bin/true'], broken: ['/bin/sh', '-c', 'exit 65'] },
      logFolder,
    });
    client = new BatchClient(batch);
    for (const [jobDefinitionName, image] of [
      ['worker', 'idle'],
      ['broken', 'broken'],
    ] as const) {
      await client.send(
        new RegisterJobDefinitionCommand({
          jobDefinitionName,
          type: 'container',
          containerProperties: { image },
        }),
      );
    }
    variables = {
      JOB_TYPE: 'start',
      TOTAL_FRAMES: '10',
      AWS_ENDPOINT_URL_BATCH: batch.endpoint,
      AWS_REGION: batch.region,
      AWS_ACCESS_KEY_ID: batch.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: batch.credentials.secretAccessKey,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      JOB_QUEUE: 'local',
      JOB_DEFINITION: 'worker',
    };
    return async () => {
      await batch.close();
      await rm(logFolder, { recursive: true, force: true });
    };
  });

  test('submits both jobs and logs their ids', async () => {
    const film = await smallFilm();
    const { exitCode, log } = await runWorker({
      ...film.variables,
      ...variables,
      FRAMES_PER_RENDER_JOB: '4',
    });
    expect(exitCode).toBe(0);
    const jobs = await listJobs();
    expect(jobs.map(({ jobName }) => jobName).sort()).toEqual(['film-g0-compile', 'film-g0-render-0']);
    const id = (name: string) => jobs.find(({ jobName }) => jobName === name)?.jobId;
    expect(log.at(-1)).toMatchObject({
      msg: 'run submitted',
      renderJobIds: [id('film-g0-render-0')],
      compileJobId: id('film-g0-compile'),
      frames: 10,
      chunks: 3,
    });
  });

  test.each([
    [{ TOTAL_FRAMES: '0' }, "TOTAL_FRAMES='0'"],
    [{ TOTAL_FRAMES: '3.5' }, "TOTAL_FRAMES='3.5'"],
    [{ TOTAL_FRAMES: '' }, "TOTAL_FRAMES=''"],
    [{ FRAMES: '1-3' }, 'exclude each other'],
    [{ FRAMES_PER_RENDER_JOB: 'four' }, "FRAMES_PER_RENDER_JOB='four'"],
    [{ FPS: '-1' }, "FPS='-1'"],
    [{ RENDERER: 'command' }, 'RENDER_COMMAND is not set; give a JSON array'],
    [{ RENDERER: 'command', RENDER_COMMAND: 'draw' }, "RENDER_COMMAND='draw': it is no JSON array of texts"],
    [
      { RENDERER: 'command', RENDER_COMMAND: '["draw","{frame}","{output}"]', RENDER_OUTPUT: 'x.png' },
      "RENDER_OUTPUT='x.png': it has no {frame}",
    ],
    [{ RENDERER: 'blender' }, 'SCENE_URI is not set; give the .blend file'],
    [{ RENDERER: 'povray' }, 'SCENE_URI is not set; give the .pov or .ini file'],
    [
      { RENDERER: 'povray', SCENE_URI: 'file:///a.pov', POVRAY_ARGS: '["+W64"]' },
      "POVRAY_ARGS has '+W64', which the worker itself sets",
    ],
    [
      { RENDERER: 'blender', SCENE_URI: 'file:///shot', SCENE_FILE: '../a.blend' },
      "SCENE_FILE='../a.blend' leads out of the scene's folder; correct it",
    ],
    [
      { RENDERER: 'blender', SCENE_URI: 's3://scenes/shot', SCENE_FILE: 'a.blend' },
      "SCENE_URI='s3://scenes/shot' names one object; end it with a slash",
    ],
    [{ RENDERER: './nowhere.mjs' }, "RENDERER='./nowhere.mjs' is not there: "],
    [{ SCENE_URI: 'http://scenes/a.blend' }, "SCENE_URI='http://scenes/a.blend' is not file:///PATH or"],
    [{ AUDIO_URI: 'http://sounds/a.wav' }, "AUDIO_URI='http://sounds/a.wav' is not file:///PATH or"],
    [{ PLAN_URI: 'http://plans/plan.json' }, "PLAN_URI='http://plans/plan.json' is not file:///PATH or"],
    [
      {
        TOTAL_FRAMES: undefined,
        FRAMES: '1-9x2,2-10x2',
        FRAMES_DIALECT: 'opencue',
        FRAMES_PER_RENDER_JOB: '5',
        KEEP_FRAMES: 'false',
      },
      "KEEP_FRAMES='false' needs a segment of every chunk, but frames of other chunks lie between 1 and 9 of one; keep the frames",
    ],
  ])('submits nothing and writes nothing with %j', async (given, message) => {
    const film = await smallFilm();
    const { exitCode, log, lastMessage } = await runWorker({
      ...film.variables,
      ...variables,
      ...(given as Record<string, string>),
    });
    expect({ exitCode, lines: log.length }).toEqual({ exitCode: 64, lines: 1 });
    expect(lastMessage).toContain(message);
    expect(await listJobs()).toEqual([]);
    expect(existsSync(film.folder)).toBe(false);
  });

  test.each([
    [{ RENDERER: 'command', RENDER_COMMAND: '["draw","{first}","{last}","{output}"]' }],
    [{ RENDERER: 'blender', SCENE_URI: 'file:///nowhere/shot.blend' }],
    [{ RENDERER: './of-another-image.mjs', AWS_BATCH_JOB_ID: 'start-1' }],
  ])('submits what only a child can tell to be wrong: %j', async (given) => {
    const film = await smallFilm();
    expect(
      await runWorker({ ...film.variables, ...variables, ...given } as Record<string, string>),
    ).toMatchObject({ exitCode: 0, lastMessage: 'run submitted' });
  });

  test('submits nothing and writes nothing where scene or sound is not there', async () => {
    const film = await smallFilm();
    const s3 = await startS3Server(['films']);
    onTestFinished(() => s3.close());
    s3.objects.set('films/shots/shot.pov', Buffer.from(''));
    const start = (given: Readonly<Record<string, string>>) =>
      runWorker({ ...s3.variables, ...film.variables, ...variables, RENDERER: 'povray', ...given });
    const { JOB_DEFINITION: _, ...own } = { ...s3.variables, ...film.variables, ...variables };
    const inBatch = { ...own, AWS_BATCH_JOB_ID: 'start-1', RENDERER: 'povray' };
    expect(await runWorker({ ...inBatch, SCENE_URI: 'file:///nowhere/shot.pov' })).toMatchObject({
      exitCode: 65,
      lastMessage: "SCENE_URI='file:///nowhere/shot.pov' leads to nothing; correct it",
    });
    for (const [variable, uri] of [
      ['SCENE_URI', 's3://films/shots/other.pov'],
      ['AUDIO_URI', 's3://films/shots/other.wav'],
    ] as const) {
      const given = { SCENE_URI: 's3://films/shots/shot.pov', [variable]: uri };
      const { exitCode, log, lastMessage } = await start(given);
      expect(lastMessage).toBe(`${variable}='${uri}' leads to nothing; correct it`);
      expect([exitCode, log.length]).toEqual([65, 1]);
      expect(existsSync(film.folder)).toBe(false);
    }
    for (const given of [
      { SCENE_URI: 's3://films/shots/', SCENE_FILE: 'shot.pov' },
      { SCENE_URI: 's3://nowhere/shot.pov', RUN_ID: 'unseen' },
      { SCENE_URI: 's3://films/shots/shot.pov', RUN_ID: 'begun' },
    ])
      expect(await start(given)).toMatchObject({ exitCode: 0, lastMessage: 'run submitted' });
  });

  test('names in one warning the settings of which nothing comes, and submits', async () => {
    const film = await smallFilm();
    const given = { SCENE_URI: 's3://scenes/shot.zip', SCENE_FILE: 'shot.blend', EXR_TRANSFER: 'srgb' };
    const { exitCode, log, lastMessage } = await runWorker({ ...film.variables, ...variables, ...given });
    expect({ exitCode, lastMessage }).toEqual({ exitCode: 0, lastMessage: 'run submitted' });
    expect(log.filter(({ level }) => level === 'warn').map(({ msg }) => msg)).toEqual([
      "nothing comes of SCENE_URI, SCENE_FILE (RENDERER is 'test-pattern'), EXR_TRANSFER (FRAME_FORMAT is 'png'); leave out what is set for nothing, or correct what is in brackets",
    ]);
    expect((await runWorker({ ...film.variables, ...variables, RUN_ID: 'plain' })).log).toHaveLength(1);
  });

  test('sees that a module is there, but does not load it', async () => {
    const film = await smallFilm();
    const RENDERER = join(film.folder, '../mine.mjs');
    await writeFile(RENDERER, 'process.exit(3)');
    const result = await runWorker({ ...film.variables, ...variables, RENDERER });
    expect(result).toMatchObject({ exitCode: 0, lastMessage: 'run submitted' });
  });

  test('ends with 64 when AWS Batch refuses the queue, and with 75 when it cannot be reached', async () => {
    const film = await smallFilm();
    const refused = await runWorker({ ...film.variables, ...variables, JOB_QUEUE: 'nowhere' });
    expect(refused.exitCode).toBe(64);
    expect(refused.lastMessage).toMatch(/'film' could not be looked up: .*queue nowhere does not exist/);
    await batch.close();
    const lost = await runWorker({ ...film.variables, ...variables, SUBMIT_DEADLINE_SECONDS: '2' });
    expect(lost.exitCode).toBe(75);
    expect(lost.lastMessage).toMatch(/'film' could not be looked up: .*ECONNREFUSED/);
  });

  test('adopts what an earlier attempt has submitted, and leaves a finished run as it is', async () => {
    const film = await smallFilm();
    const start = { ...film.variables, ...variables, AWS_BATCH_JOB_ID: 'start-1' };
    const first = await runWorker(start);
    const again = await runWorker({ ...start, AWS_BATCH_JOB_ATTEMPT: '2' });
    expect([first.lastMessage, first.exitCode, again.exitCode]).toEqual(['run submitted', 0, 0]);
    expect(again.lastMessage).toMatch(/^run (adopted|is finished)$/);
    expect(again.log.at(-1)?.compileJobId).toBe(first.log.at(-1)?.compileJobId);
    await expect
      .poll(async () => (await listJobs()).map(({ status }) => status))
      .toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect((await runWorker(start)).lastMessage).toBe('run is finished');
    expect(await listJobs()).toHaveLength(2);
  });

  test('submits once although two start jobs run at the same moment', async () => {
    const film = await smallFilm();
    const start = { ...film.variables, ...variables };
    const both = await Promise.all(
      ['one', 'two', 'three'].map((AWS_BATCH_JOB_ID) => runWorker({ ...start, AWS_BATCH_JOB_ID })),
    );
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
    expect(new Set(both.map(({ log }) => log.at(-1)?.compileJobId)).size).toBe(1);
    expect(await listJobs()).toHaveLength(2);
  });

  test('repairs a failed run from what is missing', async () => {
    const film = await smallFilm();
    const start = { ...film.variables, ...variables, TOTAL_FRAMES: '10', FRAMES_PER_RENDER_JOB: '4' };
    await runWorker({ ...start, JOB_DEFINITION: 'broken' });
    await expect
      .poll(async () => (await listJobs()).map(({ status }) => status), { timeout: 10_000 })
      .toEqual(['FAILED', 'FAILED']);
    await runWorker({ ...start, JOB_TYPE: 'render', AWS_BATCH_JOB_ARRAY_INDEX: '1' });
    const { log } = await runWorker({ ...start, JOB_DEFINITION: 'broken' });
    expect(log.at(-1)).toMatchObject({ msg: 'run repaired', generation: 1, frames: 7, chunks: 2 });
  });

  test('writes a plan that is too long for the environment to the run’s folder, from where children read it', async () => {
    const film = await smallFilm();
    const frames = Array.from({ length: 1_200 }, (_, index) => index * 5 + (index % 2)).join();
    const { TOTAL_FRAMES: _, ...rest } = { ...film.variables, ...variables };
    const { exitCode } = await runWorker({
      ...rest,
      FRAMES: frames,
      NOTE: 'x'.repeat(2_000),
      PASS_ENV: 'NOTE',
    });
    expect(exitCode).toBe(0);
    const [job] = (await listJobs()).filter(({ jobName }) => jobName === 'film-g0-render-0');
    const given = await variablesOf(job?.jobId as string);
    expect(given).toMatchObject({ PLAN_URI: `${film.variables.OUTPUT_URI}/film/plan.json` });
    expect(given).not.toHaveProperty('FRAMES');
    const child = await runWorker({ ...given, AWS_BATCH_JOB_ARRAY_INDEX: '11' });
    expect(child.log.at(-1)).toMatchObject({ msg: 'chunk finished', rendered: 100 });
    const lost = await runWorker({ ...given, PLAN_URI: 'file:///nowhere/plan.json' });
    expect(lost).toMatchObject({
      exitCode: 65,
      lastMessage: expect.stringMatching(/^PLAN_URI='file:.*submit the run again$/),
    });
  });

  test('repairs a preview without its frames that are encoded already', async () => {
    const film = await smallFilm();
    const preview = { TOTAL_FRAMES: '10', FRAMES_PER_RENDER_JOB: '4', KEEP_FRAMES: 'false' };
    const start = { ...film.variables, ...variables, ...preview };
    await runWorker({ ...start, JOB_DEFINITION: 'broken' });
    await expect
      .poll(async () => (await listJobs()).map(({ status }) => status), { timeout: 10_000 })
      .toEqual(['FAILED', 'FAILED']);
    for (const AWS_BATCH_JOB_ARRAY_INDEX of ['0', '1'])
      await runWorker({ ...start, JOB_TYPE: 'render', AWS_BATCH_JOB_ARRAY_INDEX });
    // Encoded once, but no longer.
    await rm(join(film.folder, 'segments/segment-00000.mp4'));
    const { log } = await runWorker({ ...start, JOB_DEFINITION: 'broken' });
    expect(log.at(-1)).toMatchObject({ msg: 'run repaired', generation: 1, frames: 7, chunks: 2 });
  });

  test('keeps its ledger in S3, and a repair’s plan where that is too long', async () => {
    const s3 = await startS3Server(['films']);
    onTestFinished(() => s3.close());
    const start = {
      ...s3.variables,
      ...variables,
      RUN_ID: 'film',
      OUTPUT_URI: 's3://films/nightly',
      TOTAL_FRAMES: '6000',
      FRAMES_PER_RENDER_JOB: '50',
    };
    const first = await runWorker({ ...start, JOB_DEFINITION: 'broken' });
    expect(first).toMatchObject({ exitCode: 0, lastMessage: 'run submitted' });
    const versions = [...s3.objects].filter(([key]) => key.startsWith('films/nightly/film/submissions/g0.'));
    expect(String(versions.at(-1)?.[1])).toContain(first.log.at(-1)?.compileJobId);
    await expect
      .poll(async () => (await listJobs()).map(({ status }) => status), { timeout: 20_000 })
      .toEqual(['FAILED', 'FAILED']);

    // Missing are 1, 2, 7, 8, 13, …: the first two of every six, and one more in every other six.
    for (let frame = 1; frame <= 6_000; frame += 1) {
      if (frame % 6 > 2 || frame % 12 === 0)
        s3.objects.set(`films/nightly/film/frames/frame-${String(frame).padStart(6, '0')}.png`, Buffer.of(0));
    }
    const repair = await runWorker({ ...start, JOB_DEFINITION: 'broken' });
    expect(repair).toMatchObject({ exitCode: 0, lastMessage: 'run repaired' });
    const [job] = (await listJobs()).filter(({ jobName }) => jobName === 'film-g1-render-0');
    const { PLAN_URI: uri = '' } = await variablesOf(job?.jobId as string);
    expect(uri).toMatch(/^s3:\/\/films\/nightly\/film\/plan-g1-[0-9a-f]{12}\.json$/);
    expect(s3.objects.has(uri.slice('s3://'.length))).toBe(true);
    const again = await runWorker({ ...start, JOB_DEFINITION: 'broken' });
    expect(again.lastMessage).toMatch(/^run (adopted|repaired)$/);
  });

  test.each([
    ['the newest revision', { JOB_DEFINITION: 'large' }, '16'],
    ['the revision that is named', { JOB_DEFINITION: 'large:1' }, '8'],
    ['what VCPUS says', { JOB_DEFINITION: 'large', VCPUS: '3' }, '3'],
  ])('tells the jobs how many processors they have: %s', async (_, given, expected) => {
    await registerLarge('8');
    await registerLarge('16');
    const film = await smallFilm();
    const { log } = await runWorker({ ...film.variables, ...variables, ...given });
    const { renderJobIds, compileJobId } = log.at(-1) as { renderJobIds: string[]; compileJobId: string };
    for (const jobId of [...renderJobIds, compileJobId])
      expect(await variablesOf(jobId)).toMatchObject({ VCPUS: expected });
  });

  test('repairs a run on larger machines than it began on', async () => {
    await registerLarge('1', 'broken');
    const film = await smallFilm();
    const start = { ...film.variables, ...variables, JOB_DEFINITION: 'large' };
    await runWorker(start);
    await expect
      .poll(async () => (await listJobs()).map(({ status }) => status), { timeout: 10_000 })
      .toEqual(['FAILED', 'FAILED']);
    await registerLarge('2');
    const { log } = await runWorker(start);
    expect(log.at(-1)).toMatchObject({ msg: 'run repaired', generation: 1 });
    expect(await variablesOf(log.at(-1)?.compileJobId as string)).toMatchObject({ VCPUS: '2' });
  });

  test('asks for what AWS Batch does not tell it', async () => {
    const film = await smallFilm();
    const { JOB_DEFINITION: _, ...rest } = variables;
    const { exitCode, lastMessage } = await runWorker({ ...film.variables, ...rest });
    expect({ exitCode, lastMessage }).toEqual({
      exitCode: 64,
      lastMessage: 'JOB_DEFINITION is not set, and AWS Batch does not say it here; set it',
    });
  });

  async function registerLarge(vcpus: string, image = 'idle') {
    const resourceRequirements = [
      { type: 'VCPU', value: vcpus } as const,
      { type: 'MEMORY', value: '64' } as const,
    ];
    const containerProperties = { image, resourceRequirements };
    await client.send(
      new RegisterJobDefinitionCommand({
        jobDefinitionName: 'large',
        type: 'container',
        containerProperties,
      }),
    );
  }

  async function variablesOf(jobId: string): Promise<Record<string, string>> {
    const { jobs = [] } = await client.send(new DescribeJobsCommand({ jobs: [jobId] }));
    const environment = jobs[0]?.container?.environment ?? [];
    return Object.fromEntries(environment.map(({ name = '', value = '' }) => [name, value]));
  }

  async function listJobs() {
    const all = [{ name: 'AFTER_CREATED_AT', values: ['0'] }];
    const { jobSummaryList = [] } = await client.send(
      new ListJobsCommand({ jobQueue: 'local', filters: all }),
    );
    return jobSummaryList;
  }
});
