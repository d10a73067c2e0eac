/** The names of a generation's jobs. */
export interface JobNames {
  /** Of the render job with this number, 0-based. */
  readonly render: (job: number) => string;
  readonly compile: string;
}

/** Names the jobs of one generation: `<run id>-g<generation>-render-<k>` and `<run id>-g<generation>-compile`. */
export function jobNames(runId: string, generation: number): JobNames {
  const prefix = `${runId}-g${generation}`;
  return { render: (job) => `${prefix}-render-${job}`, compile: `${prefix}-compile` };
}

/** What a job's name says. */
export interface ParsedJobName {
  readonly generation: number;
  readonly step: 'render' | 'compile';
  /** Number of the render job, 0-based; 0 for compile. */
  readonly job: number;
}

/** Reads a name that {@link jobNames} made for this run, letter by letter; undefined for every other name. */
export function parseJobName(runId: string, name: string): ParsedJobName | undefined {
  if (!name.startsWith(`${runId}-g`)) return undefined;
  const [, generation, render] =
    /^(0|[1-9][0-9]*)-(?:compile|render-(0|[1-9][0-9]*))$/.exec(name.slice(runId.length + 2)) ?? [];
  if (generation === undefined) return undefined;
  return {
    generation: Number(generation),
    step: render === undefined ? 'compile' : 'render',
    job: Number(render ?? 0),
  };
}
