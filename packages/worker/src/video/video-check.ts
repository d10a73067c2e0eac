import { type FfmpegCall, runFfmpeg } from './run-ffmpeg.js';

/** One thing to look at in a video, as ffmpeg's arguments and what is read from its answer. */
export interface VideoCheck<Result> {
  /** The arguments of each file it reads. */
  readonly inputs: readonly (readonly string[])[];
  /** @param first - The number of the first of these inputs. */
  readonly outputs: (first: number) => readonly string[];
  /** Reads a line of the answer, which may be another check's. */
  readonly readLine: (line: string) => void;
  /** Ends when all lines are read. @throws WorkerError with exit code 75 if the video is not what it must be. */
  readonly conclude: () => Result;
}

/** Looks at everything with a single start of ffmpeg, which takes longer than most looks; the results in the same order. */
export async function runVideoChecks<Results extends readonly unknown[]>(
  call: Pick<FfmpegCall, 'ffmpeg' | 'signal'>,
  checks: { readonly [Check in keyof Results]: VideoCheck<Results[Check]> },
): Promise<Results> {
  const all: readonly VideoCheck<unknown>[] = checks;
  let inputs = 0;
  const outputs = all.flatMap((check) => {
    const first = inputs;
    inputs += check.inputs.length;
    return check.outputs(first);
  });
  await runFfmpeg({
    ...call,
    args: [...all.flatMap((check) => check.inputs.flat()), ...outputs],
    onLine: (line) => {
      for (const check of all) check.readLine(line);
    },
  });
  return all.map((check) => check.conclude()) as unknown as Results;
}
