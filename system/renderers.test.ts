import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runWorker } from '../packages/worker/test/run-worker.js';
import { hasProgram } from '../test/has-program.js';
import type { TestedStorage } from '../test/tested-storage.js';
import { decodePictures } from './decode-pictures.js';
import { storages } from './storages.js';

const run = promisify(execFile);
const POVRAY_SCENE = '/usr/share/doc/povray/examples/animations/camera2/camera2.pov';

describe.each(storages)('on %s', (_, open) => {
  let storage: TestedStorage;
  let folder: string;
  beforeAll(async () => {
    storage = await open();
    folder = await mkdtemp(join(tmpdir(), 'by-hand-'));
  }, 60_000);
  afterAll(async () => {
    await storage.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Renders every chunk and compiles them; the decoded frames in ascending order of their names. */
  async function renderFilm(film: Readonly<Record<string, string>>, chunks: number): Promise<string[]> {
    for (let index = 0; index < chunks; index += 1) {
      const child = { ...film, JOB_TYPE: 'render', AWS_BATCH_JOB_ARRAY_INDEX: String(index) };
      expect(await runWorker(child)).toMatchObject({ exitCode: 0, lastMessage: 'chunk finished' });
    }
    expect(await runWorker({ ...film, JOB_TYPE: 'compile' })).toMatchObject({ exitCode: 0 });
    const frames = await storage.fetch(film.RUN_ID as string, 'frames');
    const names = (await readdir(frames)).sort();
    return decodePictures(names.map((name) => join(frames, name)));
  }

  test.runIf(hasProgram('povray'))('POV-Ray draws in two chunks what it draws by hand', async () => {
    const size = { WIDTH: '160', HEIGHT: '120' };
    const plan = { TOTAL_FRAMES: '6', FRAMES_PER_RENDER_JOB: '3', ANIMATION_LAST: '30' };
    const scene = { RENDERER: 'povray', SCENE_URI: pathToFileURL(POVRAY_SCENE).href };
    const pictures = await renderFilm(
      { ...storage.variables, ...size, ...plan, ...scene, RUN_ID: 'povray' },
      2,
    );
    const frames = ['+KFI1', '+KFF30', '+SF1', '+EF6'];
    await run('povray', [`+I${POVRAY_SCENE}`, `+O${folder}/pov-`, '+W160', '+H120', '-D', '-GA', ...frames], {
      timeout: 120_000,
    });
    const byHand = (await readdir(folder)).filter((name) => name.startsWith('pov-')).sort();
    expect(pictures).toEqual(await decodePictures(byHand.map((name) => join(folder, name))));
  });

  test.runIf(hasProgram('povray')).each(['sp a;ce', 'shöt 日本 "1"', 'long'.repeat(60)])(
    'POV-Ray finds a scene of odd characters, and says where it is wrong: %s',
    async (name) => {
      const place = join(folder, name);
      await mkdir(place);
      await writeFile(join(place, 'si ze.inc'), '#declare R = 1;');
      await writeFile(join(place, 'good one.pov'), '#include "si ze.inc"\nsphere { 0, R }');
      await writeFile(join(place, 'bad one.pov'), '\nsphere {');
      const render = (RUN_ID: string, scene: string) =>
        runWorker({
          ...storage.variables,
          ...{ JOB_TYPE: 'render', RENDERER: 'povray', WIDTH: '64', HEIGHT: '48' },
          ...{ RUN_ID: `${RUN_ID}-${name.length}`, SCENE_URI: pathToFileURL(join(place, scene)).href },
          ...{ TOTAL_FRAMES: '1', FRAMES_PER_RENDER_JOB: '1' },
        });
      expect(await render('odd', 'good one.pov')).toMatchObject({ exitCode: 0 });
      expect(await readdir(await storage.fetch(`odd-${name.length}`, 'frames'))).toEqual([
        'frame-000001.png',
      ]);
      await writeFile(join(place, 'good one.ini'), 'Input_File_Name="good one.pov"\nAntialias=On\n');
      expect(await render('settings', 'good one.ini')).toMatchObject({ exitCode: 0 });
      const { exitCode, lastMessage } = await render('wrong', 'bad one.pov');
      expect(exitCode).toBe(65);
      expect(lastMessage).toMatch(/(bad one|scene)\.pov' line 2: Parse Error/);
    },
  );

  describe.runIf(hasProgram('blender'))('Blender', () => {
    let scene: string;
    const film = (given: Readonly<Record<string, string>>) => ({
      ...storage.variables,
      HOME: folder,
      RENDERER: 'blender',
      FRAMES_PER_RENDER_JOB: '3',
      SCENE_URI: pathToFileURL(scene).href,
      ...given,
    });
    beforeAll(async () => {
      scene = join(folder, 'cube.blend');
      await blender(['--python-expr', cubeScript(scene)]);
    }, 120_000);

    test('draws in two chunks what it draws by hand, frames below zero among them', async () => {
      const pictures = await renderFilm(film({ RUN_ID: 'blender', FRAMES: '-2,-1,2-5' }), 2);
      await blender([scene, '--python-expr', byHandScript(folder, [-1, -2, 2, 3, 4, 5])]);
      const byHand = (await readdir(folder)).filter((name) => name.startsWith('hand-')).sort();
      expect(pictures).toEqual(await decodePictures(byHand.map((name) => join(folder, name))));
    });

    test('keeps what the compositor writes beside each frame', async () => {
      const layered = join(folder, 'layered.blend');
      const nodes = [
        'import bpy',
        'scene = bpy.context.scene',
        'scene.use_nodes = True',
        "output = scene.node_tree.nodes.new('CompositorNodeOutputFile')",
        "output.base_path = '/tmp/elsewhere'",
        "output.file_slots[0].path = 'depth_'",
        "output.file_slots.new('beauty/b_')",
        "layers = scene.node_tree.nodes['Render Layers']",
        '[scene.node_tree.links.new(layers.outputs[0], each) for each in output.inputs]',
        `bpy.ops.wm.save_as_mainfile(filepath='${layered}')`,
      ].join(';');
      await blender([scene, '--python-expr', nodes]);
      const wanted = film({ RUN_ID: 'layered', FRAMES: '1-2', SCENE_URI: pathToFileURL(layered).href });
      expect(await runWorker({ ...wanted, JOB_TYPE: 'render' })).toMatchObject({ exitCode: 0 });
      expect((await readdir(await storage.fetch('layered', 'frames'))).sort()).toEqual([
        'frame-000001.beauty.b.png',
        'frame-000001.depth.png',
        'frame-000001.png',
        'frame-000002.beauty.b.png',
        'frame-000002.depth.png',
        'frame-000002.png',
      ]);
    });

    test('keeps what several nodes of the compositor write, in groups, of many layers or without a name', async () => {
      const layered = join(folder, 'outputs.blend');
      await blender([scene, '--python-expr', outputsScript(layered)]);
      const wanted = film({ RUN_ID: 'outputs', FRAMES: '1', SCENE_URI: pathToFileURL(layered).href });
      expect(await runWorker({ ...wanted, JOB_TYPE: 'render' })).toMatchObject({ exitCode: 0 });
      expect((await readdir(await storage.fetch('outputs', 'frames'))).sort()).toEqual([
        'frame-000001.a.image.png',
        'frame-000001.a.same.png',
        'frame-000001.b.same.png',
        'frame-000001.grp.in_group.png',
        'frame-000001.ml.deep.exr',
        'frame-000001.png',
      ]);
    });

    test('makes a video of linear light as EXR_TRANSFER says', async () => {
      const exr = film({ RUN_ID: 'exr', FRAMES: '1-3', FRAME_FORMAT: 'exr' });
      expect(await runWorker({ ...exr, JOB_TYPE: 'render' })).toMatchObject({ exitCode: 64 });
      expect(await renderFilm({ ...exr, EXR_TRANSFER: 'srgb' }, 1)).toHaveLength(3);
    });

    test('shows the picture among the layers of an EXR file', async () => {
      const layered = join(folder, 'layers.blend');
      const save = `import bpy; bpy.context.scene.render.image_settings.file_format = 'OPEN_EXR_MULTILAYER'; bpy.ops.wm.save_as_mainfile(filepath='${layered}')`;
      await blender([scene, '--python-expr', save]);
      const plain = { FRAMES: '1-2', FRAME_FORMAT: 'exr', EXR_TRANSFER: 'srgb', VIDEO_CODEC: 'png' };
      const videos: string[] = [];
      for (const [RUN_ID, file] of [
        ['one-layer', scene],
        ['all-layers', layered],
      ] as const) {
        const given = film({ ...plain, RUN_ID, SCENE_URI: pathToFileURL(file).href });
        for (const JOB_TYPE of ['render', 'compile'])
          expect(await runWorker({ ...given, JOB_TYPE })).toMatchObject({ exitCode: 0 });
        videos.push(await storage.fetch(RUN_ID, 'video.mov'));
      }
      const [expected, shown] = await decodePictures(videos);
      expect(shown).toBe(expected);
    });

    test.each([
      ['png', 65, /^blender failed: the scene renders a picture for each view/],
      ['exr', 0, /^chunk finished$/],
    ])(
      'keeps both views of a stereo scene in one file, or says why not: %s',
      async (FRAME_FORMAT, code, message) => {
        const stereo = join(folder, 'stereo.blend');
        const save = `import bpy; bpy.context.scene.render.use_multiview = True; bpy.ops.wm.save_as_mainfile(filepath='${stereo}')`;
        await blender([scene, '--python-expr', save]);
        const wanted = film({
          RUN_ID: `stereo-${FRAME_FORMAT}`,
          FRAMES: '1',
          FRAME_FORMAT,
          VIDEO_CODEC: 'none',
        });
        const stereoFilm = { ...wanted, JOB_TYPE: 'render', SCENE_URI: pathToFileURL(stereo).href };
        const { exitCode, lastMessage } = await runWorker(stereoFilm);
        expect(lastMessage).toMatch(message);
        expect(exitCode).toBe(code);
      },
    );

    test('names files that the scene lacks, unless they may be missing', async () => {
      const broken = join(folder, 'broken.blend');
      await blender([scene, '--python-expr', missingImagesScript(broken)]);
      const wanted = film({
        RUN_ID: 'broken',
        FRAMES: '1',
        JOB_TYPE: 'render',
        SCENE_URI: pathToFileURL(broken).href,
      });
      expect(await runWorker(wanted)).toMatchObject({
        exitCode: 65,
        lastMessage: expect.stringContaining(
          'files that are not there: /nowhere/sky.0001.png, /nowhere/wall.1001.png, /nowhere/wall.1012.png, /nowhere/wood.png',
        ),
      });
      const ignoring = { ...wanted, RUN_ID: 'ignoring', BLENDER_MISSING_FILES: 'ignore' };
      expect(await runWorker(ignoring)).toMatchObject({ exitCode: 0 });
    });

    test.each([
      [
        'a text',
        65,
        "text = bpy.data.texts.new('own.py'); text.use_module = True; text.write('raise RuntimeError(1)')",
      ],
      [
        'a driver',
        65,
        "bpy.data.objects['Cube'].driver_add('location', 0).driver.expression = 'nowhere(frame)'",
      ],
      [
        'a handler',
        0,
        String.raw`text = bpy.data.texts.new('own.py'); text.use_module = True; text.write('import bpy\ndef fail(scene, *_):\n    if scene.frame_current == 2: raise RuntimeError(1)\nbpy.app.handlers.frame_change_post.append(fail)')`,
      ],
    ])('takes a Python error of %s for a failure where the scene’s scripts run', async (_, held, python) => {
      const failing = join(folder, 'failing.blend');
      await blender([
        scene,
        '--python-expr',
        `import bpy; ${python}; bpy.ops.wm.save_as_mainfile(filepath='${failing}')`,
      ]);
      const wanted = film({ FRAMES: '1-3', JOB_TYPE: 'render', SCENE_URI: pathToFileURL(failing).href });
      const own = { ...wanted, RUN_ID: `failing-${_.slice(2)}`, BLENDER_AUTOEXEC: 'true' };
      const { exitCode, lastMessage } = await runWorker(own);
      expect(lastMessage).toMatch(/^blender failed: Python of the scene failed: (Runtime|Name)Error: /);
      expect(exitCode).toBe(65);
      expect(await runWorker({ ...own, ON_MISSING_FRAMES: 'hold' })).toMatchObject({ exitCode: held });
      // Nobody runs them unless asked to.
      const safe = { ...wanted, RUN_ID: `safe-${_.slice(2)}` };
      const { log } = await runWorker(safe);
      expect(log.at(-1)).toMatchObject({ msg: 'chunk finished' });
      expect(log.map(({ renderer }) => renderer)).toContain(
        'scripts in the scene are not run; BLENDER_AUTOEXEC=true runs them',
      );
    });

    test('takes a driver that cannot be evaluated for a failure of its frame alone', async () => {
      const driven = join(folder, 'driven.blend');
      const drivers = [
        'import bpy',
        "cube = bpy.data.objects['Cube']",
        "cube.driver_add('location', 1).driver.expression = '1/(frame-2)'",
        // As rigs have them; and saved at the frame that fails, where loading gives the driver up.
        "cube.driver_add('location', 2).driver.expression = 'gone+1'",
        'gone = cube.animation_data.drivers[1].driver.variables.new()',
        "gone.name = 'gone'",
        // And of a property that is no longer there.
        "cube['power'] = 1.0",
        'cube.driver_add(\'["power"]\').driver.expression = "frame*2"',
        "del cube['power']",
        'bpy.context.scene.frame_set(2)',
        `bpy.ops.wm.save_as_mainfile(filepath='${driven}')`,
      ].join(';');
      await blender([scene, '--python-expr', drivers]);
      const wanted = film({ FRAMES: '1-3', SCENE_URI: pathToFileURL(driven).href });
      const { exitCode, lastMessage } = await runWorker({ ...wanted, RUN_ID: 'driven', JOB_TYPE: 'render' });
      expect(lastMessage).toMatch(
        /^blender failed: the driver 1\/\(frame-2\) of Cube: location cannot be evaluated; it said last/,
      );
      expect(exitCode).toBe(65);
      const holding = { ...wanted, RUN_ID: 'held', ON_MISSING_FRAMES: 'hold' };
      const together = await renderFilm(holding, 1);
      const alone = await renderFilm(
        { ...wanted, RUN_ID: 'alone', FRAMES: '1,3', FRAMES_PER_RENDER_JOB: '1' },
        2,
      );
      expect(together).toEqual(alone);
    });

    test('says what Blender cannot render', async () => {
      const blind = join(folder, 'blind.blend');
      const save = `import bpy; bpy.context.scene.camera = None; bpy.ops.wm.save_as_mainfile(filepath='${blind}')`;
      await blender([scene, '--python-expr', save]);
      const wanted = film({ RUN_ID: 'blind', FRAMES: '7', SCENE_URI: pathToFileURL(blind).href });
      const { exitCode, lastMessage } = await runWorker({ ...wanted, JOB_TYPE: 'render' });
      expect(lastMessage).toMatch(
        /^blender failed: Blender cannot render frame 7: Error: Cannot render, no camera/,
      );
      expect(exitCode).toBe(65);
    });

    test('ends with the error of a script in the scene’s way', async () => {
      await writeFile(join(folder, 'no.blend'), 'this is no scene');
      const wanted = film({ RUN_ID: 'no', FRAMES: '1', JOB_TYPE: 'render' });
      const result = await runWorker({ ...wanted, SCENE_URI: pathToFileURL(join(folder, 'no.blend')).href });
      expect(result.exitCode).toBe(65);
      expect(result.lastMessage).toMatch(/blender ended with 1; it said last/);
    });
  });
});

function blender(args: readonly string[]): Promise<unknown> {
  return run('blender', ['--background', '--python-exit-code', '1', ...args], { timeout: 120_000 });
}

function cubeScript(path: string): string {
  return `
import bpy
scene = bpy.context.scene
scene.render.engine = 'CYCLES'
scene.cycles.samples = 2
scene.cycles.use_denoising = False
scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = 96, 54, 100
cube = bpy.data.objects['Cube']
cube.keyframe_insert('location', frame=-5)
cube.location = (3, 0, 0)
cube.keyframe_insert('location', frame=10)
bpy.ops.wm.save_as_mainfile(filepath='${path}')
`;
}

/** Saves a scene whose compositor writes files by four nodes, one of them in a group. */
function outputsScript(path: string): string {
  return `
import bpy
scene = bpy.context.scene
scene.use_nodes = True
tree = scene.node_tree
picture = tree.nodes['Render Layers'].outputs[0]
def output(nodes, base, *slots):
    node = nodes.new('CompositorNodeOutputFile')
    node.base_path = base
    node.file_slots.clear()
    for slot in slots:
        node.file_slots.new(slot)
    return node
for node in [output(tree.nodes, '//a/', 'same_', ''), output(tree.nodes, '//b/', 'same_')]:
    for each in node.inputs:
        tree.links.new(picture, each)
deep = output(tree.nodes, '//ml/deep_', 'x')
deep.format.file_format = 'OPEN_EXR_MULTILAYER'
tree.links.new(picture, deep.inputs[0])
group = bpy.data.node_groups.new('G', 'CompositorNodeTree')
group.inputs.new('NodeSocketColor', 'Image')
group.links.new(group.nodes.new('NodeGroupInput').outputs[0], output(group.nodes, '//grp/', 'in_group_').inputs[0])
inside = tree.nodes.new('CompositorNodeGroup')
inside.node_tree = group
tree.links.new(picture, inside.inputs[0])
bpy.ops.wm.save_as_mainfile(filepath='${path}')
`;
}

/** Saves a scene with a plain image, an image sequence and one in tiles; none of the files is there. */
function missingImagesScript(path: string): string {
  return `
import bpy
for name, source, file in [('wood', 'FILE', 'wood.png'), ('sky', 'SEQUENCE', 'sky.0001.png'), ('wall', 'TILED', 'wall.<UDIM>.png')]:
    image = bpy.data.images.new(name, 4, 4, tiled=source == 'TILED')
    image.source = source
    image.filepath = '/nowhere/' + file
    image.use_fake_user = True
bpy.data.images['wall'].tiles.new(1012)
bpy.ops.wm.save_as_mainfile(filepath='${path}')
`;
}

function byHandScript(folder: string, frames: readonly number[]): string {
  return `
import bpy
scene = bpy.context.scene
scene.render.use_file_extension = False
for place, frame in enumerate(${JSON.stringify(frames)}):
    scene.frame_set(frame)
    scene.render.filepath = '${folder}/hand-%02d.png' % place
    bpy.ops.render.render(write_still=True)
`;
}
