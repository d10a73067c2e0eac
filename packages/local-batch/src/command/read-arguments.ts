import { parseArgs } from 'node:util';
import type { ContainerOptions } from '../container-options.js';
import { LocalBatchError } from '../errors.js';
import type { LocalBatchCredentials } from '../local-batch-credentials.js';
import type { LocalBatchOptions } from '../local-batch-options.js';
import { splitCommand } from './split-command.js';

/** What a command line asks for. */
export type Command =
  | { readonly kind: 'help' | 'version' }
  | {
      readonly kind: 'start';
      readonly options: LocalBatchOptions;
      readonly output: 'exports' | 'json';
      readonly isQuiet: boolean;
      /** Whether every change of a job's state is told, whoever reads it. */
      readonly isVerbose: boolean;
      /** The words of the command to run; it has at least one. */
      readonly exec?: readonly string[];
    };

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean', default: false } as const;

const FLAGS = {
  image: texts,
  containers: flag,
  container: texts,
  'container-engine': text,
  'container-options': text,
  env: texts,
  slots: text,
  memory: text,
  'stop-grace': text,
  'minimum-timeout': text,
  'keep-finished': text,
  'keep-finished-jobs': text,
  'log-folder': text,
  state: text,
  port: text,
  'access-key': text,
  'secret-key': text,
  'credentials-from-env': flag,
  exec: text,
  json: flag,
  quiet: flag,
  verbose: flag,
  'dangerously-listen-on': text,
  help: flag,
  version: flag,
} as const;

type Values = ReturnType<typeof parse>;

/**
 * Reads a command line. Bounds of values are left to {@link startLocalBatch}.
 *
 * @throws {@link LocalBatchError} `INVALID_OPTION` for the first wrong option.
 */
export function readArguments(args: readonly string[], environment: NodeJS.ProcessEnv): Command {
  const values = parse(args);
  if (values.help) return { kind: 'help' };
  if (values.version) return { kind: 'version' };
  if (values.quiet && values.verbose) throw invalid('--quiet and --verbose exclude each other');
  if (values.json && values.exec !== undefined) throw invalid('--json: --exec prints nothing of its own');
  const credentials = credentialsOf(values, environment);
  const containers = containersOf(values);
  const port = numberOf('port', values);
  const slots = numberOf('slots', values);
  const memory = numberOf('memory', values);
  const stopGraceSeconds = numberOf('stop-grace', values);
  const minimumTimeoutSeconds = numberOf('minimum-timeout', values);
  const keepFinishedSeconds = numberOf('keep-finished', values);
  const keepFinishedJobs = numberOf('keep-finished-jobs', values);
  const { 'log-folder': logFolder, state: stateFile, 'dangerously-listen-on': dangerouslyListenOn } = values;
  return {
    kind: 'start',
    options: {
      images: imagesOf(values.image ?? []),
      environment: Object.fromEntries((values.env ?? []).map((pair) => splitPair('env', pair))),
      ...(containers && { containers }),
      ...(port !== undefined && { port }),
      ...(slots !== undefined && { slots }),
      ...(memory !== undefined && { memory }),
      ...(stopGraceSeconds !== undefined && { stopGraceSeconds }),
      ...(minimumTimeoutSeconds !== undefined && { minimumTimeoutSeconds }),
      ...(keepFinishedSeconds !== undefined && { keepFinishedSeconds }),
      ...(keepFinishedJobs !== undefined && { keepFinishedJobs }),
      ...(logFolder !== undefined && { logFolder }),
      ...(stateFile !== undefined && { stateFile }),
      ...(dangerouslyListenOn !== undefined && { dangerouslyListenOn }),
      ...(credentials && { credentials }),
    },
    output: values.json ? 'json' : 'exports',
    isQuiet: values.quiet,
    isVerbose: values.verbose,
    ...(values.exec !== undefined && { exec: execOf(values.exec) }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: false }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new LocalBatchError('INVALID_OPTION', message.replaceAll('\n', ' '), { cause: error });
  }
}

function imagesOf(pairs: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const images = pairs.map((pair) => {
    const [name, command] = splitPair('image', pair);
    return [name, splitCommand(`--image ${name}`, command)] as const;
  });
  return Object.fromEntries(images);
}

function containersOf(values: Values): ContainerOptions | undefined {
  const { containers: areAll, container: images, 'container-engine': engine } = values;
  const options = values['container-options'];
  if (areAll && images)
    throw invalid('--container: --containers already means every image that is not mapped');
  if (areAll || images) {
    return {
      ...(engine !== undefined && { engine: splitCommand('--container-engine', engine) }),
      ...(options !== undefined && { options: splitCommand('--container-options', options) }),
      ...(images && { images }),
    };
  }
  const [idle] = (['container-engine', 'container-options'] as const).filter(
    (name) => values[name] !== undefined,
  );
  if (idle) throw invalid(`--${idle}: no image runs as a container; add --containers, or --container IMAGE`);
  return undefined;
}

function execOf(command: string): readonly string[] {
  const words = splitCommand('--exec', command);
  if (!words[0]) throw invalid('--exec: the command is empty');
  return words;
}

function splitPair(option: 'image' | 'env', pair: string): readonly [name: string, value: string] {
  const [, name, value = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
  if (name !== undefined) return [name, value];
  throw invalid(
    `--${option}: ${JSON.stringify(pair)} is not NAME=${option === 'image' ? 'COMMAND' : 'VALUE'}`,
  );
}

type NumberFlag =
  | 'port'
  | 'slots'
  | 'memory'
  | 'stop-grace'
  | 'minimum-timeout'
  | 'keep-finished'
  | 'keep-finished-jobs';

function numberOf(option: NumberFlag, values: Values): number | undefined {
  const value = values[option];
  if (value === undefined || /^\d+(\.\d+)?$/.test(value)) return value === undefined ? value : Number(value);
  throw invalid(`--${option}: ${JSON.stringify(value)} is not a number of 0 or more`);
}

function credentialsOf(values: Values, environment: NodeJS.ProcessEnv): LocalBatchCredentials | undefined {
  const { 'access-key': accessKeyId, 'secret-key': secretAccessKey } = values;
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw invalid('--access-key and --secret-key need each other');
  }
  if (!values['credentials-from-env']) {
    return accessKeyId === undefined || secretAccessKey === undefined
      ? undefined
      : { accessKeyId, secretAccessKey };
  }
  if (accessKeyId !== undefined) throw invalid('--credentials-from-env: --access-key was given, too');
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = environment;
  if (AWS_ACCESS_KEY_ID === '' || AWS_SECRET_ACCESS_KEY === '') {
    throw invalid('--credentials-from-env: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set');
  }
  return { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY };
}

function invalid(message: string): LocalBatchError {
  return new LocalBatchError('INVALID_OPTION', message);
}
