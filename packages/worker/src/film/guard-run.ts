import type { Settings } from '../environment.js';
import { ExitCode } from '../exit-code.js';
import type { Storage } from '../storage/storage.js';
import { WorkerError } from '../worker-error.js';
import { pictureDigest, pictureSettings } from './picture-settings.js';

const RUN_KEY = 'run.json';

/**
 * Makes sure that a run's folder holds one film only: the first step writes down what changes pictures, every other
 * compares. So a frame that is there is a frame of this film.
 *
 * @throws WorkerError with exit code 65, naming the first setting that differs and both values.
 */
export async function guardRun(storage: Storage, settings: Settings): Promise<void> {
  const pictures = pictureSettings(settings);
  const record = { runId: settings.job.runId, digest: pictureDigest(pictures), pictures };
  const existing =
    (await storage.get(RUN_KEY)) ??
    ((await storage.create(RUN_KEY, `${JSON.stringify(record, null, 2)}\n`))
      ? undefined
      : await storage.get(RUN_KEY));
  if (existing === undefined) return;

  const known = parseRecord(existing, storage);
  for (const [name, value] of Object.entries(pictures)) {
    if (known[name] !== value) {
      throw new WorkerError(
        ExitCode.wrongData,
        `${storage.uri} holds another film: its ${name} is '${known[name]}', this job's is '${value}'; use another RUN_ID`,
      );
    }
  }
}

function parseRecord(data: Uint8Array, storage: Storage): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(Buffer.from(data).toString()) as { pictures: Record<string, unknown> }).pictures ?? {};
  } catch (cause) {
    throw new WorkerError(
      ExitCode.wrongData,
      `${storage.uri}/${RUN_KEY} is not readable JSON; use another RUN_ID`,
      { cause },
    );
  }
}
