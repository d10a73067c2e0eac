/** What is known while one generation is submitted; read by the error that says what stands. */
export interface SubmitProgress {
  /** Ids of the jobs that stand, by name. */
  readonly ids: Map<string, string>;
  /** Ids of jobs that this call has submitted, in whichever round. */
  readonly taken: Set<string>;
  /** Ids of duplicates that this call has terminated; they may take a while to stop. */
  readonly stopped: Set<string>;
  /** Name of the job that is being submitted. */
  pending: string | undefined;
  /** Whether it has waited for lists to show what was submitted just before. */
  hasWaited: boolean;
}

/** Nothing is known yet. */
export function newProgress(): SubmitProgress {
  return { ids: new Map(), taken: new Set(), stopped: new Set(), pending: undefined, hasWaited: false };
}

/** Says in words what stands. */
export function describeProgress({ ids, pending }: SubmitProgress): string {
  const stands = [...ids].map(([name, id]) => `${name} (${id}) stands`);
  const doubt = pending === undefined ? [] : [`${pending} may have been submitted`];
  return [...stands, ...doubt].join('; ') || 'nothing was submitted by this call';
}
