import { LocalBatchError } from '../errors.js';

/** `EX_USAGE` of the BSD sysexits. */
const WRONG_OPTIONS = 64;

/** How an option of {@link startLocalBatch} is given on the command line. */
const FLAG_OF: Readonly<Record<string, string>> = {
  port: '--port',
  dangerouslyListenOn: '--dangerously-listen-on',
  slots: '--slots',
  memory: '--memory',
  containers: '--containers',
  'containers.engine': '--container-engine',
  'containers.options': '--container-options',
  'containers.images': '--container',
  logFolder: '--log-folder',
  stateFile: '--state',
  stopGraceSeconds: '--stop-grace',
  minimumTimeoutSeconds: '--minimum-timeout',
  keepFinishedSeconds: '--keep-finished',
  keepFinishedJobs: '--keep-finished-jobs',
  'credentials.accessKeyId': '--access-key',
  'credentials.secretAccessKey': '--secret-key',
};

/** One line about why nothing was started, and the exit code that goes with it. */
export function describeFailure(error: unknown): { readonly line: string; readonly exitCode: number } {
  const message = error instanceof Error ? error.message : String(error);
  const isUsage = error instanceof LocalBatchError && error.code === 'INVALID_OPTION';
  const { option = '' } = isUsage ? error : {};
  const flag = FLAG_OF[option];
  const line = flag === undefined ? message : flag + message.slice(option.length);
  return { line: `local-batch: ${line}`, exitCode: isUsage ? WRONG_OPTIONS : 1 };
}
