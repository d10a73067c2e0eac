import { readdir, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ExitCode } from '../../exit-code.js';
import type { CheckedRenderer } from '../checked-renderer.js';
import { nameOthers } from '../command/name-others.js';
import { pad } from '../command/placeholders.js';
import type { RenderedFrame, RenderRequest } from '../renderer.js';
import { startProgram } from '../start-program.js';
import { checkBlender } from './check-blender.js';
import { LineQueue } from './line-queue.js';
import script from './render_frames.py';
import stopAtErrors from './stop_at_errors.py';

/** Runs one Blender for all frames of a chunk: loading a scene takes longer than many a frame. */
export const blender: CheckedRenderer = {
  name: 'blender',
  check: checkBlender,
  async *render(request: RenderRequest): AsyncIterable<RenderedFrame> {
    const { frames, scene, scratch, variables, width, height, frameFormat, vcpus } = request;
    const fileOf = (frame: number) => join(scratch, `frame-${pad(frame, 6)}.${frameFormat}`);
    const layersOf = (frame: number) => join(scratch, `layers-${frame}`);
    const job = {
      frames: [...frames].map((frame) => [frame, fileOf(frame), layersOf(frame)]),
      format: frameFormat,
      width: width ?? null,
      height: height ?? null,
      device: variables.CYCLES_DEVICE ?? null,
      missingFiles: variables.BLENDER_MISSING_FILES ?? 'fail',
    };
    const errorsFile = join(scratch, 'stop_at_errors.py');
    const scriptFile = join(scratch, 'render_frames.py');
    const jobFile = join(scratch, 'job.json');
    // Not an argument: thousands of frames would be too long for one.
    await Promise.all([
      writeFile(errorsFile, stopAtErrors),
      writeFile(scriptFile, script),
      writeFile(jobFile, JSON.stringify(job)),
    ]);
    const finished = new LineQueue();
    const program = startProgram({
      command: [
        variables.BLENDER_PATH ?? 'blender',
        // A scene's own scripts may do anything, so they run only where they are asked for.
        variables.BLENDER_AUTOEXEC === 'true' ? '--enable-autoexec' : '--disable-autoexec',
        // In this order, because a scene's own texts run while it is loaded.
        ...['--background', '--python', errorsFile, scene as string, '--threads', String(vcpus)],
        ...['--python-exit-code', '1', '--python', scriptFile, '--', jobFile],
      ],
      request,
      frames: frames.size,
      frameLine: /^rendering-frame (-?[0-9]+)$/,
      fatalExitCodes: [ExitCode.wrongData],
      onLine: (line) => finished.add(line),
    });
    const onEnd = () => finished.end();
    program.ended.then(onEnd, onEnd);
    try {
      for await (const line of finished) {
        const [, frame] = /^rendered-frame (-?[0-9]+)$/.exec(line) ?? [];
        if (frame !== undefined)
          yield await collectFrame(Number(frame), fileOf(Number(frame)), layersOf(Number(frame)));
      }
      await program.ended;
    } finally {
      await program.giveUp();
    }
  },
};

/** A frame's picture, and what the compositor's file outputs have written for it, in folders too. */
async function collectFrame(frame: number, file: string, layers: string): Promise<RenderedFrame> {
  const entries = await readdir(layers, { withFileTypes: true, recursive: true }).catch(() => []);
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(layers, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
  return { frame, file, others: nameOthers(layers, frame, paths.sort()) };
}
