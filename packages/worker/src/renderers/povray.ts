import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { checkPovray, checkPovrayScene, POVRAY_FORMATS } from './check-povray.js';
import type { CheckedRenderer } from './checked-renderer.js';
import { watchOutput } from './command/watch-output.js';
import { readPovrayArguments } from './read-povray-arguments.js';
import type { RenderedFrame, RenderRequest } from './renderer.js';
import { startProgram } from './start-program.js';

/** Of 3.7 it crashes at some 250 characters; a folder of includes comes on top. */
const LONGEST_PATH = 100;

/** Runs POV-Ray once for every run of neighbouring frames. Pictures depend on the whole animation's range, not the chunk's. */
export const povray: CheckedRenderer = {
  name: 'povray',
  check: checkPovray,
  async prepare({ scene }: RenderRequest) {
    checkPovrayScene({ isFolder: (await stat(scene as string)).isDirectory() });
  },
  async *render(request: RenderRequest): AsyncIterable<RenderedFrame> {
    for (const [first, last] of neighbours(request)) yield* renderRange(request, first, last);
  },
};

async function* renderRange(
  request: RenderRequest,
  first: number,
  last: number,
): AsyncIterable<RenderedFrame> {
  const { scene, width, height, frameFormat, animationFirst, animationLast, variables, vcpus } = request;
  const folder = join(request.scratch, `range-${first}`);
  // Apart from what it reads: of a call for one frame, whatever lies there is that frame's.
  const output = join(folder, 'output');
  await mkdir(output, { recursive: true });
  const frames = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const program = startProgram({
    command: [
      variables.POVRAY_PATH ?? 'povray',
      await writeInput(folder, scene as string),
      // No statistics, but what is wrong with a scene.
      ...['-D', '-GD', '-GR', '-GS', `+WT${vcpus}`],
      ...readPovrayArguments(variables.POVRAY_ARGS),
      // What comes last counts, also against a file of settings among the user's arguments.
      // Of an animation of one frame POV-Ray does not write the number.
      `+O${relative(request.scratch, output)}/frame-${animationFirst === animationLast ? first : ''}`,
      ...(width === undefined ? [] : [`+W${width}`, `+H${height}`]),
      `+F${POVRAY_FORMATS[frameFormat]}`,
      ...[`+KFI${animationFirst}`, `+KFF${animationLast}`, `+SF${first}`, `+EF${last}`],
      // A scene's own settings may have it render some frames only, and then wait for a key.
      ...['+STP1', '-P'],
    ],
    request,
    frames: frames.length,
    frameLine: /^Rendering frame ([0-9]+) of /,
    // It counts those of its call.
    frameOf: (count) => first + count - 1,
  });
  yield* watchOutput(output, frames, { frameFormat, pattern: undefined }, program);
}

/** On its command line POV-Ray would split a path at spaces and semicolons. Paths are relative to the scratch folder. */
async function writeInput(folder: string, scene: string): Promise<string> {
  const file = join(folder, 'scene.ini');
  const { input, library } = isReadable(scene)
    ? { input: scene, library: dirname(scene) }
    : await linkScene(folder, scene);
  const libraryPath = `Library_Path="${library}"\n`;
  // What it names lies beside it.
  if (scene.endsWith('.ini'))
    await writeFile(file, Buffer.concat([Buffer.from(libraryPath), await readFile(scene)]));
  else await writeFile(file, `Input_File_Name="${input}"\n${libraryPath}`);
  return `${basename(folder)}/scene.ini`;
}

/** POV-Ray finds no file whose path has other characters, and crashes where it is long. */
function isReadable(path: string): boolean {
  return path.length <= LONGEST_PATH && /^[ !#-~]*$/.test(path);
}

/** Gives a scene and its folder names that POV-Ray can read. */
async function linkScene(folder: string, scene: string): Promise<{ input: string; library: string }> {
  await symlink(scene, join(folder, 'scene.pov'));
  await symlink(dirname(scene), join(folder, 'library'));
  return { input: `${basename(folder)}/scene.pov`, library: `${basename(folder)}/library` };
}

/** First and last of every run of frames without a gap, in ascending order. */
function neighbours({ frames }: RenderRequest): [number, number][] {
  const runs: [number, number][] = [];
  for (const frame of [...frames].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === frame - 1) run[1] = frame;
    else runs.push([frame, frame]);
  }
  return runs;
}
