import { type RunnableJob, requestOf } from './job-record.js';
import { matchesPattern } from './matches-pattern.js';
import type { QueueLine } from './queue-line.js';
import type { FairsharePolicy } from './resource-records.js';
import { Share } from './share.js';

// Service model, FairsharePolicy: what 0 stands for.
const DEFAULT_DECAY_SECONDS = 600;

/**
 * The line of a queue with a scheduling policy: it is the turn of the share identifier that uses least, measured by its
 * weight, and within it of the highest priority. How AWS Batch counts is not published; here it is vCPU-seconds that fade
 * over the policy's decay time, and equals take turns in the order of their first job.
 */
export class FairShareLine implements QueueLine {
  readonly #policy: () => FairsharePolicy;
  readonly #now: () => number;
  readonly #shares = new Map<string, Share>();
  #turn: Share | undefined;

  /**
   * @param policy - As it is at that moment.
   * @param now - Epoch milliseconds.
   */
  constructor(policy: () => FairsharePolicy, now: () => number) {
    this.#policy = policy;
    this.#now = now;
  }

  add(job: RunnableJob): void {
    this.#shareOf(job).add(job);
  }

  peek(): RunnableJob | undefined {
    const policy = this.#policy();
    const now = this.#now();
    let least = Number.POSITIVE_INFINITY;
    this.#turn = undefined;
    for (const [name, share] of this.#shares) {
      if (share.peek() === undefined) continue;
      const usage = share.usage(now, decayOf(policy)) * weightOf(name, policy);
      if (usage >= least) continue;
      least = usage;
      this.#turn = share;
    }
    return this.#turn?.peek();
  }

  take(): void {
    this.#turn?.take();
  }

  started(job: RunnableJob): void {
    this.#shareOf(job).use(requestOf(job).vcpus, this.#now(), decayOf(this.#policy()));
  }

  ended(job: RunnableJob): void {
    this.#shareOf(job).use(-requestOf(job).vcpus, this.#now(), decayOf(this.#policy()));
  }

  /** Service model, FairsharePolicy: computeReservation percent, to the power of the active shares, is kept for others. */
  usablePart(): number {
    const active = [...this.#shares.values()].filter(({ isActive }) => isActive).length;
    return 1 - (this.#policy().computeReservation / 100) ** active;
  }

  /** In the order of their turns if all started now. */
  *[Symbol.iterator](): Generator<RunnableJob> {
    const policy = this.#policy();
    const now = this.#now();
    const turns = [...this.#shares].map(([name, share]): Turn => {
      const jobs = runnableOf(share);
      const usage = share.usage(now, decayOf(policy));
      return { jobs, next: jobs.next().value, usage, weight: weightOf(name, policy) };
    });
    for (let turn = nextOf(turns); turn?.next; turn = nextOf(turns)) {
      yield turn.next;
      turn.usage += requestOf(turn.next).vcpus;
      turn.next = turn.jobs.next().value;
    }
  }

  /** What a share has used fades until it is one like any new one. */
  #forgetIdle(): void {
    const now = this.#now();
    const decaySeconds = decayOf(this.#policy());
    for (const [name, share] of this.#shares) {
      if (!share.isActive && share.usage(now, decaySeconds) === 0) this.#shares.delete(name);
    }
  }

  #shareOf(job: RunnableJob): Share {
    const { shareIdentifier = '' } = requestOf(job);
    const known = this.#shares.get(shareIdentifier);
    if (known) return known;
    this.#forgetIdle();
    const share = new Share();
    this.#shares.set(shareIdentifier, share);
    return share;
  }
}

/** What a share would have used by its next turn, and whose turn that is. */
interface Turn {
  readonly jobs: Iterator<RunnableJob, undefined>;
  next: RunnableJob | undefined;
  usage: number;
  readonly weight: number;
}

function* runnableOf(share: Share): Generator<RunnableJob, undefined> {
  for (const job of share) if (job.state === 'RUNNABLE') yield job;
  return undefined;
}

function nextOf(turns: readonly Turn[]): Turn | undefined {
  let first: Turn | undefined;
  for (const turn of turns) {
    if (!turn.next) continue;
    if (!first || turn.usage * turn.weight < first.usage * first.weight) first = turn;
  }
  return first;
}

function decayOf({ shareDecaySeconds }: FairsharePolicy): number {
  return shareDecaySeconds === 0 ? DEFAULT_DECAY_SECONDS : shareDecaySeconds;
}

function weightOf(name: string, { shareDistribution }: FairsharePolicy): number {
  const own = shareDistribution.find(({ shareIdentifier: pattern }) => matchesPattern(pattern, name));
  return own?.weightFactor ?? 1;
}
