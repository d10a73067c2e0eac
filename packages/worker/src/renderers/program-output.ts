import { cutBetweenSecrets, findSecrets, roomForSecrets } from '../hide-secrets.js';
import { readProgressLine } from './progress-line.js';
import type { RenderRequest } from './renderer.js';
import type { RetryPattern } from './retry-pattern.js';

const LAST_LINES = 20;
const LONGEST_LINE = 2_000;
/** Some renderers tell their progress many times a second. */
const SECONDS_BETWEEN_PROGRESS = 10;

/** What a renderer's program says, line by line: its progress, its failure and its last words. */
export class ProgramOutput {
  readonly #report: (status: string) => void;
  readonly #retryOn: RetryPattern | undefined;
  readonly #secrets: readonly string[];
  readonly #lastLines: string[] = [];
  #failure: string | undefined;
  #asksForRetry = false;
  #progressAt = Number.NEGATIVE_INFINITY;

  constructor(
    { report, variables }: Pick<RenderRequest, 'report' | 'variables'>,
    retryOn: RetryPattern | undefined,
  ) {
    this.#report = report;
    this.#retryOn = retryOn;
    this.#secrets = findSecrets(variables);
  }

  /** The failure that it has named itself. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Whether RENDER_RETRY_ON was found in it. */
  get asksForRetry(): boolean {
    return this.#asksForRetry;
  }

  /** Its last twenty lines as one, without secrets. */
  get lastWords(): string {
    return this.#lastLines.map((line) => this.#cut(line)).join(' | ') || 'nothing';
  }

  /** Calls back with each line of a stream, cut where it is too long: a scene can print gigabytes. */
  follow(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
    let rest = '';
    const room = roomForSecrets(LONGEST_LINE, this.#secrets);
    const read = (line: string) => {
      this.#read(line);
      onLine(line.slice(0, LONGEST_LINE));
    };
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      const lines = `${rest}${text}`.split(/\r?\n|\r/);
      rest = (lines.pop() ?? '').slice(0, room);
      for (const line of lines) read(line.slice(0, room));
    });
    stream.on('end', () => {
      if (rest !== '') read(rest);
    });
  }

  #read(line: string): void {
    this.#lastLines.push(line);
    if (this.#lastLines.length > LAST_LINES) this.#lastLines.shift();
    this.#asksForRetry ||= this.#retryOn?.test(line) ?? false;
    const progress = readProgressLine(line);
    if (progress?.failure !== undefined) this.#failure = this.#cut(progress.failure);
    if (progress?.status !== undefined) this.#report(this.#cut(progress.status));
    if (progress?.progress !== undefined) this.#reportNowAndThen(progress.progress);
  }

  #reportNowAndThen(progress: string): void {
    if (process.uptime() - this.#progressAt < SECONDS_BETWEEN_PROGRESS) return;
    this.#progressAt = process.uptime();
    this.#report(this.#cut(progress));
  }

  #cut(text: string): string {
    return cutBetweenSecrets(text, LONGEST_LINE, this.#secrets);
  }
}
