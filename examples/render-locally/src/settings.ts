import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PLAN_VARIABLES } from '@render/batch-fanout';
import { ExitCode, readSettings, WorkerError, type Settings as WorkerSettings } from '@render/worker';

/** What the command was asked for. */
export interface Settings {
  /** What the worker makes of the variables. */
  readonly worker: WorkerSettings;
  /** Folder in which every run gets a folder of its own. */
  readonly outputFolder: string;
  /** Variables of the start job. */
  readonly environment: Readonly<Record<string, string>>;
}

const PASSED_ON = [...PLAN_VARIABLES, 'FPS', 'WIDTH', 'HEIGHT'];

/** Takes the settings from the environment: 240 frames in chunks of 30, below `renders/`, unless it says otherwise. */
export function readRenderSettings(environment: NodeJS.ProcessEnv): Settings {
  const given = PASSED_ON.flatMap((name) =>
    environment[name] === undefined ? [] : [[name, environment[name]]],
  );
  const jobEnvironment = {
    ...(environment.FRAMES === undefined && { TOTAL_FRAMES: '240' }),
    ...(environment.CHUNK_SIZES === undefined && { FRAMES_PER_RENDER_JOB: '30' }),
    OUTPUT_URI: environment.OUTPUT_URI ?? pathToFileURL(resolve('renders')).href,
    ...Object.fromEntries(given),
  };
  const worker = readSettings({ ...jobEnvironment, JOB_TYPE: 'start', RUN_ID: 'not-chosen-yet' });
  return { worker, outputFolder: localFolder(worker.job.outputUri), environment: jobEnvironment };
}

function localFolder(uri: string): string {
  try {
    return fileURLToPath(uri);
  } catch (cause) {
    const message = `OUTPUT_URI='${uri}' is not a folder of this machine; use file:///FOLDER, with %25 for each % of its name`;
    throw new WorkerError(ExitCode.wrongSettings, message, { cause });
  }
}
