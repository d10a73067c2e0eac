import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import * as v from 'valibot';
import { type ContainerOptions, containerOptions } from './container-options.js';
import { invalidOption } from './invalid-option.js';
import type { LocalBatchCredentials } from './local-batch-credentials.js';
import { recordOf } from './record-of.js';

/** How {@link startLocalBatch} runs. */
export interface LocalBatchOptions {
  /** TCP port, 0 to 65,535; 0 takes any free one. @defaultValue 0 */
  readonly port?: number;
  /**
   * An address to listen on instead, such as `0.0.0.0` for all of this machine's. Dangerous: whoever reaches this port
   * with the credentials runs commands on this machine, and what is said over HTTP can be read on the way. Clients must
   * name the machine by its IP address, because a host name could be a web page's. @defaultValue 127.0.0.1
   */
  readonly dangerouslyListenOn?: string;
  /** vCPUs of the compute environment `local`, at least 1. @defaultValue as many as this machine has */
  readonly slots?: number;
  /** MiB of memory of the compute environment `local`, at least 4; jobs say how much they need. @defaultValue no limit */
  readonly memory?: number;
  /**
   * The command that stands for each image's entrypoint; a job's own command is appended as arguments. An image mapped
   * to an empty array runs the job's own command. Jobs of any other image fail, unless `containers` is given. @defaultValue none
   */
  readonly images?: Readonly<Record<string, readonly string[]>>;
  /**
   * Runs images as containers with podman or docker, which get them where they are not there: `{}` all that `images` does not
   * map. @defaultValue none: every job is a process
   */
  readonly containers?: ContainerOptions;
  /** Where jobs' output goes: `<logFolder>/<logStreamName>.log`. Never deleted. @defaultValue `<stateFile>.logs`, or a fresh temporary folder without one */
  readonly logFolder?: string;
  /** Seconds from SIGTERM to SIGKILL, 0 or more, when a job is stopped. @defaultValue 30, as on AWS */
  readonly stopGraceSeconds?: number;
  /**
   * Variables that every job gets, unless its own say otherwise. Beyond these, a PATH of the system's folders and a TMPDIR that
   * goes when it ends (a container has its image's) and what it needs to call back, a job sees nothing of this process's environment. @defaultValue none
   */
  readonly environment?: Readonly<Record<string, string>>;
  /** What requests must be signed with, for SDKs that are set up beforehand. @defaultValue random ones, anew at every start */
  readonly credentials?: LocalBatchCredentials;
  /**
   * A file in which jobs and resources survive a restart: work that waited goes on, what ran ends as on a lost host, so that
   * its retry rules apply, after what a killed server left running was ended. @defaultValue none: all is in memory
   */
  readonly stateFile?: string;
  /** Seconds for which a job that has ended is known, 0 or more. @defaultValue 604,800, seven days as on AWS */
  readonly keepFinishedSeconds?: number;
  /** How many jobs that have ended are known at most, 0 or more; an array counts as one. @defaultValue 1,000,000 */
  readonly keepFinishedJobs?: number;
  /** The shortest attempt timeout that is accepted, in seconds, at least 1; a switch for tests. @defaultValue 60, as on AWS */
  readonly minimumTimeoutSeconds?: number;
}

/** Seconds from SIGTERM to SIGKILL. https://docs.aws.amazon.com/batch/latest/userguide/job_timeouts.html */
export const DEFAULT_STOP_GRACE_SECONDS = 30;
const LONGEST_GRACE_SECONDS = 86_400;
/** https://docs.aws.amazon.com/batch/latest/userguide/job_states.html */
const SEVEN_DAYS_SECONDS = 7 * 86_400;

const Options = v.strictObject({
  port: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)), 0),
  dangerouslyListenOn: v.optional(
    v.pipe(
      v.string(),
      v.check(
        (address) => isIP(address) !== 0 && !address.includes('%'),
        ({ input }) => `Expected an IP address such as 0.0.0.0 but received ${JSON.stringify(input)}`,
      ),
    ),
  ),
  slots: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), availableParallelism),
  memory: v.optional(v.pipe(v.number(), v.integer(), v.minValue(4))),
  images: v.optional(recordOf(v.string(), v.array(v.string())), {}),
  containers: v.optional(containerOptions),
  logFolder: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
  stopGraceSeconds: v.optional(
    v.pipe(v.number(), v.minValue(0), v.maxValue(LONGEST_GRACE_SECONDS)),
    DEFAULT_STOP_GRACE_SECONDS,
  ),
  environment: v.optional(recordOf(v.pipe(v.string(), v.regex(/^[^=\0]+$/)), v.string()), {}),
  credentials: v.optional(
    v.strictObject({
      accessKeyId: v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{4,128}$/)),
      secretAccessKey: v.pipe(v.string(), v.minLength(8), v.maxLength(128)),
    }),
  ),
  stateFile: v.optional(v.pipe(v.string(), v.nonEmpty('must not be empty'))),
  keepFinishedSeconds: v.optional(v.pipe(v.number(), v.minValue(0)), SEVEN_DAYS_SECONDS),
  keepFinishedJobs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0)), 1_000_000),
  minimumTimeoutSeconds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 60),
});

/**
 * Checks the options and fills in the defaults.
 *
 * @throws {@link LocalBatchError} `INVALID_OPTION` naming the option, its value and what is allowed.
 */
export function readOptions(options: LocalBatchOptions): v.InferOutput<typeof Options> {
  const result = v.safeParse(Options, options, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    throw invalidOption(v.getDotPath(issue) ?? 'options', issue.message);
  }
  const { images, containers } = result.output;
  const both = containers?.images?.find((image) => Object.hasOwn(images, image));
  if (both === undefined) return result.output;
  const what = `${JSON.stringify(both)} is mapped to a command, too; say only one of the two`;
  throw invalidOption('containers.images', what);
}
