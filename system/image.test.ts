import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  BatchClient,
  DescribeJobsCommand,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
} from '@aws-sdk/client-batch';
import { findRun, followRun } from '@render/batch-fanout';
import { startLocalBatch } from '@render/local-batch';
import { beforeEach, describe, expect, test } from 'vitest';

const IMAGE = 'localhost/render-worker';
const root = fileURLToPath(new URL('../', import.meta.url));
const BLENDER_IMAGE = 'localhost/render-worker-blender';
const hasImage = succeeds('podman', ['image', 'exists', IMAGE]);
const hasBlenderImage = succeeds('podman', ['image', 'exists', BLENDER_IMAGE]);

/** As strangers run it: another user, nothing to write but /tmp and the folder, no rights. */
const podman = [
  ...['podman', '--runtime', 'runc', '--cgroup-manager', 'cgroupfs', 'run', '--rm'],
  ...['--ulimit', 'nofile=1024:20000', '--ulimit', 'nproc=4096:4096', '--user', '12345:12345'],
  ...[
    '--read-only',
    '--tmpfs',
    '/tmp:rw,size=512m',
    '--cap-drop',
    'all',
    '--security-opt',
    'no-new-privileges',
  ],
];

describe.runIf(hasImage)('the image', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'image-test-'));
    await chmod(folder, 0o777);
    return () => rm(folder, { recursive: true, force: true });
  });
  const renders = () => ['--volume', `${folder}:/renders`];

  test('renders and compiles without a network, by the variables of the examples', async () => {
    const example = (step: string) => join(root, `packages/worker/${step}.env.example`);
    for (const index of ['0', '1']) {
      const render = ['--network', 'none', ...renders(), '--env-file', example('render')];
      expect(await run([...render, '--env', `AWS_BATCH_JOB_ARRAY_INDEX=${index}`, IMAGE])).toMatch(
        /chunk finished/,
      );
    }
    const compile = ['--network', 'none', ...renders(), '--env-file', example('compile'), IMAGE];
    expect(await run(compile)).toMatch(/compile finished/);
    expect(JSON.parse(await readFile(join(folder, 'try/report.json'), 'utf8'))).toMatchObject({
      way: 'join',
    });
  });

  test('takes all three steps as containers, which reach nothing but the endpoint', async () => {
    await mkdir(join(folder, 'logs'));
    const command = [...podman, '--network', 'host', '--env-host', ...renders(), IMAGE];
    const batch = await startLocalBatch({ images: { worker: command }, logFolder: join(folder, 'logs') });
    const client = new BatchClient(batch);
    try {
      const containerProperties = { image: 'worker' };
      const definition = { jobDefinitionName: 'worker', type: 'container', containerProperties } as const;
      await client.send(new RegisterJobDefinitionCommand(definition));
      const variables = {
        JOB_TYPE: 'start',
        RUN_ID: 'film',
        TOTAL_FRAMES: '9',
        FRAMES_PER_RENDER_JOB: '3',
        OUTPUT_URI: 'file:///renders',
        WIDTH: '320',
        HEIGHT: '180',
      };
      const environment = Object.entries(variables).map(([name, value]) => ({ name, value }));
      const start = { jobName: 'start', jobQueue: 'local', jobDefinition: 'worker' };
      const { jobId = '' } = await client.send(
        new SubmitJobCommand({ ...start, containerOverrides: { environment } }),
      );
      await expect
        .poll(async () => (await client.send(new DescribeJobsCommand({ jobs: [jobId] }))).jobs?.[0]?.status, {
          timeout: 60_000,
        })
        .toBe('SUCCEEDED');
      const film = await findRun(client, { runId: 'film', jobQueues: ['local'] });
      const outcomes = [];
      for await (const { outcome } of followRun(client, film as never, { intervalSeconds: 0.5 }))
        outcomes.push(outcome);
      expect(outcomes.at(-1)).toBe('succeeded');
      expect(await readdir(join(folder, 'film'))).toContain('video.mp4');
    } finally {
      await batch.close();
    }
  });

  test('stops within seconds on SIGTERM, with 143', async () => {
    const film = [
      'JOB_TYPE=render',
      'RUN_ID=long',
      'TOTAL_FRAMES=9000',
      'FRAMES_PER_RENDER_JOB=9000',
      'OUTPUT_URI=file:///renders',
    ];
    const name = `render-worker-test-${process.pid}`;
    const variables = film.flatMap((variable) => ['--env', variable]);
    const [program = '', ...args] = [
      ...podman,
      '--name',
      name,
      '--network',
      'none',
      ...renders(),
      ...variables,
      IMAGE,
    ];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    child.stdout.resume();
    await delay(1_500);
    await promisify(execFile)('podman', ['kill', '--signal', 'TERM', name], { timeout: 30_000 });
    expect((await exited)[0]).toBe(143);
    const record = JSON.parse(await readFile(join(folder, 'long/chunks/g0-chunk-00000.json'), 'utf8'));
    expect(record).toMatchObject({ state: 'stopped' });
  });

  test('ends with 137 when it runs out of memory, and leaves whole frames only', async () => {
    const film = [
      'JOB_TYPE=render',
      'RUN_ID=oom',
      'TOTAL_FRAMES=99',
      'FRAMES_PER_RENDER_JOB=99',
      'WIDTH=4000',
      'HEIGHT=4000',
    ];
    const variables = [...film, 'OUTPUT_URI=file:///renders'].flatMap((variable) => ['--env', variable]);
    const failing = run(['--memory', '40m', '--network', 'none', ...renders(), ...variables, IMAGE]);
    await expect(failing).rejects.toMatchObject({ code: 137 });
  });

  test.runIf(hasBlenderImage)('renders with Blender in the image that has it', async () => {
    const save = [
      'import bpy',
      "bpy.context.scene.render.engine = 'CYCLES'",
      'bpy.context.scene.cycles.samples = 1',
      'bpy.context.scene.cycles.use_denoising = False',
      "bpy.ops.wm.save_as_mainfile(filepath='/renders/cube.blend')",
    ].join(';');
    const make = ['--background', '--python-exit-code', '1', '--python-expr', save];
    await run(['--network', 'none', ...renders(), '--entrypoint', 'blender', BLENDER_IMAGE, ...make]);
    const film = ['RUN_ID=cube', 'OUTPUT_URI=file:///renders', 'TOTAL_FRAMES=2', 'FRAMES_PER_RENDER_JOB=2'];
    const scene = ['RENDERER=blender', 'SCENE_URI=file:///renders/cube.blend', 'WIDTH=64', 'HEIGHT=48'];
    for (const step of ['render', 'compile']) {
      const variables = [...film, ...scene, `JOB_TYPE=${step}`].flatMap((variable) => ['--env', variable]);
      expect(await run(['--network', 'none', ...renders(), ...variables, BLENDER_IMAGE])).toMatch(
        / finished"/,
      );
    }
    expect(await readdir(join(folder, 'cube'))).toContain('video.mp4');
  });

  test('has a shell for whoever looks inside, and labels', async () => {
    expect(await run(['--entrypoint', 'bash', IMAGE, '-c', 'id --user; node --version'])).toMatch(
      /^12345\nv24\./,
    );
    const { stdout } = await promisify(execFile)('podman', ['image', 'inspect', IMAGE], { timeout: 30_000 });
    const [{ Labels, User }] = JSON.parse(stdout);
    expect(User).toBe('10001:10001');
    expect(Labels).toMatchObject({ 'org.opencontainers.image.title': 'render-worker' });
  });
});

async function run(args: readonly string[]): Promise<string> {
  const [program = '', ...flags] = podman;
  // The container's monitor leaves a note where it was started when memory runs out.
  const options = { timeout: 120_000, cwd: tmpdir() };
  const { stdout } = await promisify(execFile)(program, [...flags, ...args], options);
  return stdout;
}

function succeeds(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore', timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}
