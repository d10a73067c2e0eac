import { DescribeJobsCommand, type JobDetail } from '@aws-sdk/client-batch';
import type { Api } from './api.js';
import { childIdsOf } from './child-ids-of.js';
import { isEnded, type JobView } from './job-view.js';
import type { Submitted } from './submitter.js';
import { wrongChange } from './wrong-change.js';

const PAGE = 100;

/** Follows jobs by DescribeJobs, as whoever calls from outside, and notes down what takes back what was told before. */
export class ToldJobs implements JobView {
  readonly #api: Api;
  readonly #latest = new Map<string, JobDetail>();
  readonly #violations: string[] = [];

  constructor(api: Api) {
    this.#api = api;
  }

  /** What must not have been, up to now. */
  get violations(): readonly string[] {
    return this.#violations;
  }

  latest(jobId: string): JobDetail | undefined {
    return this.#latest.get(jobId);
  }

  hasEnded(jobId: string): boolean {
    return isEnded(this.#latest.get(jobId));
  }

  ids(): readonly string[] {
    return [...this.#latest.keys()];
  }

  /** Looks at jobs, all of which were taken on, and at their children. */
  async look(submitted: readonly Submitted[]): Promise<void> {
    const ids = submitted.flatMap((job) => [job.jobId, ...childIdsOf(job)]);
    for (let first = 0; first < ids.length; first += PAGE) {
      const jobs = ids.slice(first, first + PAGE);
      const answer = await this.#api.ask((client) => client.send(new DescribeJobsCommand({ jobs })));
      const told = new Map(answer.jobs?.map((job) => [job.jobId, job]));
      for (const jobId of jobs) this.#take(jobId, told.get(jobId));
    }
  }

  #take(jobId: string, now: JobDetail | undefined): void {
    const before = this.#latest.get(jobId);
    const wrong = now === undefined ? 'is not there' : before && wrongChange(before, now);
    if (wrong !== undefined) this.#violations.push(`${jobId} (${before?.jobName ?? now?.jobName}) ${wrong}`);
    if (now) this.#latest.set(jobId, now);
  }
}
