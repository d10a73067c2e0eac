import { ExitCode } from '../exit-code.js';
import type { Settings } from '../settings/settings.js';
import { formatJson, parseJson } from '../storage/json.js';
import type { Storage } from '../storage/storage.js';
import { WorkerError } from '../worker-error.js';
import { type PictureSettings, pictureDigest, pictureSettings } from './picture-settings.js';

const RUN_KEY = 'run.json';

/**
 * Makes sure that a run's folder holds one film only: the first step writes down what changes pictures, every other
 * compares. So a frame that is there is a frame of this film.
 *
 * @returns The digest of the pictures' settings.
 * @throws WorkerError with exit code 65, naming the first setting that differs and both values.
 */
export async function guardRun(storage: Storage, settings: Settings): Promise<string> {
  const pictures = pictureSettings(settings);
  const known = (await readRecord(storage)) ?? (await createRecord(storage, settings.job.runId, pictures));
  for (const name of new Set([...Object.keys(pictures), ...Object.keys(known.pictures)])) {
    const value = pictures[name];
    if (known.pictures[name] !== value) {
      throw new WorkerError(
        ExitCode.wrongData,
        `${storage.uri} holds another film: its ${name} is ${inWords(known.pictures[name])}, this job's is ${inWords(value)}; use another RUN_ID`,
      );
    }
  }
  return known.digest;
}

/** Whether any step has written down what the run's pictures depend on. */
export async function hasBegun(storage: Storage): Promise<boolean> {
  return (await storage.findExisting([RUN_KEY])).size > 0;
}

function inWords(value: unknown): string {
  return value === undefined ? 'not set' : `'${value}'`;
}

interface RunRecord {
  readonly runId: string;
  readonly digest: string;
  readonly pictures: Readonly<Record<string, unknown>>;
}

async function createRecord(storage: Storage, runId: string, pictures: PictureSettings): Promise<RunRecord> {
  const record: RunRecord = { runId, digest: await pictureDigest(pictures), pictures: { ...pictures } };
  const isCreated = await storage.create(RUN_KEY, formatJson(record));
  return isCreated ? record : ((await readRecord(storage)) ?? record);
}

async function readRecord(storage: Storage): Promise<RunRecord | undefined> {
  const data = await storage.get(RUN_KEY);
  if (data === undefined) return undefined;
  const { runId, digest, pictures } = parseJson<RunRecord>(data, `${storage.uri}/${RUN_KEY}`);
  return { runId, digest, pictures: { ...pictures } };
}
