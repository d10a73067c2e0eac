import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test } from 'vitest';
import { frameKey } from '../packages/worker/src/film/frame-key.js';
import { isSoundPng } from '../packages/worker/src/pictures/check-png.js';
import { podmanHere } from '../test/podman-here.js';
import { runFilm } from '../test/run-film.js';
import { greedyRenderer } from './image/greedy-renderer.js';
import { untilLine } from './image/until-line.js';

const IMAGE = 'localhost/render-worker';
const root = fileURLToPath(new URL('../', import.meta.url));
const BLENDER_IMAGE = 'localhost/render-worker-blender';
const hasImage = succeeds('podman', ['image', 'exists', IMAGE]);
const hasBlenderImage = succeeds('podman', ['image', 'exists', BLENDER_IMAGE]);
/** What this process's containers are found by. */
const LABEL = `image-test=${process.pid}`;

/** As strangers run it: another user, nothing to write but /tmp and the folder, no rights. */
const asStrangers = [
  ...[...podmanHere.limits, '--label', LABEL, '--user', '12345:12345', '--read-only'],
  ...['--tmpfs', '/tmp:rw,size=512m', '--cap-drop', 'all', '--security-opt', 'no-new-privileges'],
];
const podman = [...podmanHere.engine, 'run', '--rm', ...asStrangers];

describe.runIf(hasImage)('the image', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'image-test-'));
    await chmod(folder, 0o777);
    return async () => {
      await removeContainers();
      await rm(folder, { recursive: true, force: true });
    };
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
    const containers = { engine: podmanHere.engine, options: [...asStrangers, ...renders()] };
    const variables = {
      RUN_ID: 'film',
      TOTAL_FRAMES: '9',
      FRAMES_PER_RENDER_JOB: '3',
      OUTPUT_URI: 'file:///renders',
      WIDTH: '320',
      HEIGHT: '180',
    };
    const options = { containers, image: IMAGE, logFolder: join(folder, 'logs'), pollSeconds: 0.5 };
    expect(await runFilm(variables, options)).toBe('succeeded');
    expect(await readdir(join(folder, 'film'))).toContain('video.mp4');
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
    await untilLine(child.stdout, /frame rendered/);
    await promisify(execFile)('podman', ['kill', '--signal', 'TERM', name], { timeout: 30_000 });
    expect((await exited)[0]).toBe(143);
    const record = JSON.parse(await readFile(join(folder, 'long/chunks/g0-chunk-00000.json'), 'utf8'));
    expect(record).toMatchObject({ state: 'stopped' });
  });

  test('ends with 137 when it runs out of memory, and the next attempt renders what that one has not', async () => {
    await writeFile(join(folder, 'greedy.mjs'), greedyRenderer);
    const allFrames = Array.from({ length: 20 }, (_, index) => basename(frameKey(index + 1, 'png')));
    const film = [
      'RUN_ID=greedy',
      'OUTPUT_URI=file:///renders',
      'TOTAL_FRAMES=20',
      'FRAMES_PER_RENDER_JOB=20',
    ];
    const chunk = [...film, 'JOB_TYPE=render', 'RENDERER=/renders/greedy.mjs', 'SEGMENTS=false'];
    const attempt = (number: number) => {
      const variables = [...chunk, `AWS_BATCH_JOB_ATTEMPT=${number}`].flatMap((given) => ['--env', given]);
      return run(['--memory', '300m', '--network', 'none', ...renders(), ...variables, IMAGE]);
    };
    const killed = await attempt(1).then(
      () => expect.fail('there was memory enough'),
      (error: { readonly code: number; readonly stdout: string }) => error,
    );
    expect(killed.code).toBe(137);
    const done = framesRendered(killed.stdout);
    expect(done.length).toBeGreaterThan(0);
    const frames = join(folder, 'greedy/frames');
    const left = (await readdir(frames)).sort();
    expect(left).toEqual(expect.arrayContaining(done));
    for (const name of left) expect(isSoundPng(await readFile(join(frames, name)))).toBe(true);

    const rest = framesRendered(await attempt(2));
    expect([...left, ...rest].sort()).toEqual(allFrames);
    expect((await readdir(frames)).sort()).toEqual(allFrames);
  });

  test.runIf(hasBlenderImage).each(['CYCLES', 'BLENDER_EEVEE', 'BLENDER_WORKBENCH'])(
    'renders with Blender in the image that has it: %s',
    async (engine) => {
      const save = [
        'import bpy',
        `bpy.context.scene.render.engine = '${engine}'`,
        'bpy.context.scene.cycles.samples = 1',
        'bpy.context.scene.cycles.use_denoising = False',
        `bpy.ops.wm.save_as_mainfile(filepath='/renders/${engine}.blend')`,
      ].join(';');
      const make = ['--background', '--python-exit-code', '1', '--python-expr', save];
      await run(['--network', 'none', ...renders(), '--entrypoint', 'blender', BLENDER_IMAGE, ...make]);
      const film = [
        `RUN_ID=${engine}`,
        'OUTPUT_URI=file:///renders',
        'TOTAL_FRAMES=2',
        'FRAMES_PER_RENDER_JOB=2',
      ];
      const scene = [
        'RENDERER=blender',
        `SCENE_URI=file:///renders/${engine}.blend`,
        'WIDTH=64',
        'HEIGHT=48',
      ];
      for (const step of ['render', 'compile']) {
        const variables = [...film, ...scene, `JOB_TYPE=${step}`].flatMap((variable) => ['--env', variable]);
        expect(await run(['--network', 'none', ...renders(), ...variables, BLENDER_IMAGE])).toMatch(
          / finished"/,
        );
      }
      expect(await readdir(join(folder, engine))).toContain('video.mp4');
    },
  );

  test('has a shell for whoever looks inside, and labels', async () => {
    expect(await run(['--entrypoint', 'bash', IMAGE, '-c', 'id --user; node --version'])).toMatch(
      /^12345\nv24\./,
    );
    const { stdout } = await promisify(execFile)('podman', ['image', 'inspect', IMAGE], { timeout: 30_000 });
    const [{ Labels, User }] = JSON.parse(stdout);
    expect(User).toBe('10001:10001');
    expect(Labels).toMatchObject({
      'org.opencontainers.image.title': 'render-worker',
      'org.opencontainers.image.version': expect.stringMatching(/^[0-9]+\.[0-9]+\.[0-9]+$/),
      'org.opencontainers.image.revision': expect.stringMatching(/^[0-9a-f]{40}$/),
    });
  });
});

/** The names of the frames that a log says are done. */
function framesRendered(log: string): string[] {
  const lines = log
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return lines.flatMap(({ msg, frame }) =>
    msg === 'frame rendered' ? [basename(frameKey(frame, 'png'))] : [],
  );
}

async function run(args: readonly string[]): Promise<string> {
  const [program = '', ...flags] = podman;
  // The container's monitor leaves a note where it was started when memory runs out.
  const options = { timeout: 120_000, cwd: tmpdir() };
  const { stdout } = await promisify(execFile)(program, [...flags, ...args], options);
  return stdout;
}

/** Removes what a test has left running, as one that failed may have. */
async function removeContainers(): Promise<void> {
  const args = ['rm', '--force', '--time', '0', '--filter', `label=${LABEL}`];
  await promisify(execFile)('podman', args, { timeout: 60_000 });
}

function succeeds(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore', timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}
