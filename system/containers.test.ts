import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  BatchClient,
  DescribeJobsCommand,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';
import type { LocalBatchOptions } from '@render/local-batch';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { runCommand } from '../packages/local-batch/test/command/run-command.js';
import { startLogBatch } from '../packages/local-batch/test/logs/start-log-batch.js';
import { hasProgram } from '../test/has-program.js';
import { runShell } from '../test/run-shell.js';
import { shellSessions } from '../test/shell-sessions.js';
import { startRegistry } from './containers/registry.js';
import { hasBaseImage, makeImage, runEngine, testEngines } from './containers/test-engine.js';

const root = fileURLToPath(new URL('../', import.meta.url));
const PATIENCE_MS = 60_000;
const POLL = { interval: 20, timeout: PATIENCE_MS };
/** Says when it is ready, and what it is told; a shell as the first process of a container hears only what it waits for. */
const LISTENS =
  'trap "echo TERM; exit 143" TERM; trap "echo INT; exit 130" INT; echo ready; while :; do sleep 0.05; done';
const DEAF = 'echo ready; sleep 600';
const GREEDY = 'const all = []; setInterval(() => all.push(Buffer.alloc(1e7, 1)), 1)';
const RETRY_LOST_HOST = {
  attempts: 2,
  evaluateOnExit: [
    { onStatusReason: 'Host EC2*', action: 'RETRY' as const },
    { onReason: '*', action: 'EXIT' as const },
  ],
};

/** What these tests' containers are found by. */
const LABEL = `containers-test=${process.pid}`;
const engines = testEngines();

describe.skipIf(!engines.some(hasBaseImage)).each(engines)('containers of $command.0', (engine) => {
  const images = {
    /** The job's command is all that runs. */
    bare: `localhost/local-batch-bare-${process.pid}`,
    /** A shell runs the job's command. */
    shell: `localhost/local-batch-shell-${process.pid}`,
    /** The same, which wants to be stopped in another way. */
    interrupted: `localhost/local-batch-interrupted-${process.pid}`,
  };
  beforeAll(async () => {
    const shell = ['ENTRYPOINT ["/bin/sh", "-c"]', 'ENV FROM_IMAGE=yes'];
    await makeImage(engine, images.bare, 'ENTRYPOINT []', 'ENV FROM_IMAGE=yes');
    await makeImage(engine, images.shell, ...shell);
    await makeImage(engine, images.interrupted, ...shell, 'STOPSIGNAL SIGINT');
    return () => runEngine(engine, 'rmi', '--force', ...Object.values(images));
  });

  const listed = async () => {
    const lines = await runEngine(engine, 'ps', '--all', `--filter=label=${LABEL}`, '--format={{.Names}}');
    return lines.split('\n').filter((name) => name !== '');
  };
  /** Nothing is left of any test before this one, so that its own containers can be told. */
  beforeEach(async () => expect(await listed()).toEqual([]));
  afterEach(() => vi.unstubAllEnvs());

  const options = [...engine.options, `--label=${LABEL}`];
  const start = (more: LocalBatchOptions = {}, ...createOptions: string[]) => {
    const containers = { engine: engine.command, options: [...options, ...createOptions] };
    return startLogBatch({ containers, images: {}, stopGraceSeconds: 20, ...more }, PATIENCE_MS);
  };
  type TestBatch = Awaited<ReturnType<typeof start>>;

  /** Registers and submits a job that runs a shell script, unless it says otherwise. */
  const submit = async (
    batch: TestBatch,
    script: string,
    more: {
      readonly image?: string;
      readonly command?: readonly string[];
      readonly environment?: Readonly<Record<string, string>>;
      readonly memoryMiB?: number;
      readonly job?: Partial<ConstructorParameters<typeof SubmitJobCommand>[0]>;
      readonly timeoutSeconds?: number;
    } = {},
  ) => {
    const {
      image = images.shell,
      command = [script],
      environment = {},
      memoryMiB,
      job,
      timeoutSeconds,
    } = more;
    await batch.register('containers', '', {
      containerProperties: {
        image,
        command: [...command],
        environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
        ...(memoryMiB && { memory: memoryMiB }),
      },
      ...(timeoutSeconds && { timeout: { attemptDurationSeconds: timeoutSeconds } }),
    });
    return batch.submit('containers', job);
  };
  const run = async (
    batch: TestBatch,
    ...job: Parameters<typeof submit> extends [unknown, ...infer Rest] ? Rest : never
  ) => {
    const jobId = await submit(batch, ...job);
    return batch.waitForEnd(jobId);
  };
  const untilItSays = (batch: TestBatch, jobId: string, text: string) =>
    expect.poll(() => batch.log(jobId).catch(() => ''), POLL).toContain(text);

  describe('a job', () => {
    let batch: TestBatch;
    beforeAll(async () => {
      batch = await start();
    });
    afterAll(() => batch[Symbol.asyncDispose]());
    afterEach(() => batch.faults.clear());

    test('ends with its container’s exit code, and what it wrote is in its log', async () => {
      const job = await run(batch, 'echo out; echo err >&2; exit 3');
      expect(job).toMatchObject({
        status: 'FAILED',
        statusReason: 'Essential container in task exited',
        container: { exitCode: 3 },
      });
      expect(job.container?.reason).toBeUndefined();
      expect(job.startedAt).toBeGreaterThanOrEqual(job.createdAt ?? Number.NaN);
      // They come by two ways, which may overtake each other.
      const messages = await batch.messages(job.container?.logStreamName ?? '');
      expect(messages.toSorted()).toEqual(['err', 'out']);
    });

    test('has all of a long output in its log, to the last line', async () => {
      const jobId = await submit(batch, 'seq 1 20000');
      expect(await batch.waitForEnd(jobId)).toMatchObject({
        status: 'SUCCEEDED',
        container: { exitCode: 0 },
      });
      const lines = Array.from({ length: 20_000 }, (_, index) => `${index + 1}\n`);
      expect(await batch.log(jobId)).toBe(lines.join(''));
    });

    test('runs its command behind the image’s entrypoint, and no shell of ours', async () => {
      const command = ['echo "$0" "$@"', '$HOME', '--network', '--', 'a  b'];
      const jobId = await submit(batch, '', { command });
      await batch.waitFor(jobId, 'SUCCEEDED');
      expect(await batch.log(jobId)).toBe('$HOME --network -- a  b\n');
    });

    test('does not start where its command is not there, or cannot run', async () => {
      const fails = (path: string) => run(batch, '', { image: images.bare, command: [path] });
      for (const [path, exitCode, words] of [
        ['/no/such/program', 127, 'no such file'],
        ['no-such-program', 127, 'not found'],
        ['/etc/passwd', 126, 'permission denied'],
      ] as const) {
        const job = await fails(path);
        expect(job).toMatchObject({
          status: 'FAILED',
          statusReason: 'Task failed to start',
          container: { exitCode },
        });
        expect(job.container?.reason).toMatch(/^CannotStartContainerError: /);
        expect(job.container?.reason).toContain(words);
        expect(job.startedAt).toBeUndefined();
      }
    });

    test.each([
      ['127.0.0.1:1/none:latest', /^CannotPullContainerError: .*connection refused/],
      ['--privileged', /^CannotPullContainerError: .*invalid reference format/],
    ])('fails where its image %s cannot be had', async (image, reason) => {
      // Were it an option, the command would be an image.
      const job = await run(batch, '', { image, command: [images.shell, 'exit 0'] });
      expect(job).toMatchObject({ status: 'FAILED', statusReason: 'Task failed to start' });
      expect(job.container?.reason).toMatch(reason);
      expect(job.container?.exitCode).toBeUndefined();
      expect(job.startedAt).toBeUndefined();
    });

    test('ends with 137 and the reason when it runs out of the memory that it asked for', async () => {
      const job = await run(batch, '', {
        image: images.bare,
        command: ['node', '-e', GREEDY],
        memoryMiB: 64,
      });
      expect(job).toMatchObject({
        status: 'FAILED',
        statusReason: 'Essential container in task exited',
        container: { exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' },
      });
    });

    test('gets SIGTERM when it is terminated, and ends as it likes', async () => {
      const jobId = await submit(batch, LISTENS);
      await untilItSays(batch, jobId, 'ready');
      await batch.client.send(new TerminateJobCommand({ jobId, reason: 'enough' }));
      expect(await batch.waitForEnd(jobId)).toMatchObject({
        status: 'FAILED',
        statusReason: 'enough',
        container: { exitCode: 143 },
      });
      expect(await batch.log(jobId)).toBe('ready\nTERM\n');
    });

    test('gets the signal that its image wants instead', async () => {
      const jobId = await submit(batch, LISTENS, { image: images.interrupted });
      await untilItSays(batch, jobId, 'ready');
      await batch.client.send(new TerminateJobCommand({ jobId, reason: 'enough' }));
      expect(await batch.waitForEnd(jobId)).toMatchObject({ container: { exitCode: 130 } });
      expect(await batch.log(jobId)).toBe('ready\nINT\n');
    });

    test('is stopped when its time is up', async () => {
      const job = await run(batch, LISTENS, { timeoutSeconds: 2 });
      expect(job).toMatchObject({
        status: 'FAILED',
        statusReason: 'Job attempt duration exceeded timeout',
        container: { exitCode: 143 },
      });
    });

    test('that is terminated while it starts is stopped as well', async () => {
      const jobId = await submit(batch, DEAF);
      await batch.waitFor(jobId, 'STARTING', 'RUNNING');
      await batch.client.send(new TerminateJobCommand({ jobId, reason: 'too early' }));
      expect(await batch.waitForEnd(jobId)).toMatchObject({ status: 'FAILED', statusReason: 'too early' });
    });

    test('loses its host and its memory by faults, as a process does', async () => {
      batch.faults.add({ kind: 'spot-loss' });
      batch.faults.add({ kind: 'out-of-memory', attempt: 2 });
      const job = await run(batch, DEAF, { job: { retryStrategy: { attempts: 2 } } });
      expect(job.attempts).toMatchObject([
        { statusReason: expect.stringMatching(/^Host EC2 \(instance i-[0-9a-f]{17}\) terminated\.$/) },
        { container: { exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' } },
      ]);
    });

    test('ends when the engine’s client is lost, and its container with it', async () => {
      const jobId = await submit(batch, DEAF);
      await untilItSays(batch, jobId, 'ready');
      const [name = ''] = await listed();
      process.kill(clientOf(name), 'SIGKILL');
      expect(await batch.waitForEnd(jobId)).toMatchObject({ status: 'FAILED', container: { exitCode: 137 } });
    });

    test('ends when somebody removes its container', async () => {
      const jobId = await submit(batch, DEAF);
      await untilItSays(batch, jobId, 'ready');
      const [name = ''] = await listed();
      await runEngine(engine, 'rm', '--force', name);
      expect(await batch.waitForEnd(jobId)).toMatchObject({ status: 'FAILED', container: { exitCode: 137 } });
    });

    test('has the memory and the share of the processors that it asked for', async () => {
      const resourceRequirements = [
        { type: 'VCPU' as const, value: '2' },
        { type: 'MEMORY' as const, value: '128' },
      ];
      const jobId = await submit(batch, LISTENS, { job: { containerOverrides: { resourceRequirements } } });
      await untilItSays(batch, jobId, 'ready');
      const [name = ''] = await listed();
      const [{ HostConfig }] = JSON.parse(await runEngine(engine, 'container', 'inspect', name));
      await batch.client.send(new TerminateJobCommand({ jobId, reason: 'enough' }));
      await batch.waitForEnd(jobId);
      expect(HostConfig).toMatchObject({
        Memory: 128 * 1024 ** 2,
        MemorySwap: 128 * 1024 ** 2,
        CpuShares: 2048,
      });
    });
  });

  test('a job sees its own variables and its image’s, and nothing of the server’s', async () => {
    vi.stubEnv('SERVER_SECRET', 'hidden');
    vi.stubEnv('http_proxy', 'http://proxy.invalid:1');
    await using batch = await start({
      environment: { GIVEN: 'to all', PATH: '/of/all:/usr/local/bin:/usr/bin' },
    });
    const environment = { LINES: 'a\n"b" $c', EMPTY: '', HOME: '/of/job', 'dotted.name': 'yes' };
    const parent = await submit(batch, '', {
      image: images.bare,
      command: ['node', '-p', 'JSON.stringify(process.env)'],
      environment,
      job: { arrayProperties: { size: 2 } },
    });
    await batch.waitFor(parent, 'SUCCEEDED');
    const { NODE_ENV, NODE_COMPILE_CACHE, TERM, HOSTNAME, container, ...seen } = JSON.parse(
      await batch.log(`${parent}:1`),
    );
    expect(seen).toEqual({
      ...environment,
      PATH: '/of/all:/usr/local/bin:/usr/bin',
      FROM_IMAGE: 'yes',
      GIVEN: 'to all',
      AWS_ENDPOINT_URL_BATCH: batch.endpoint,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: batch.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: batch.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: batch.credentials.secretAccessKey,
      AWS_BATCH_JOB_ID: `${parent}:1`,
      AWS_BATCH_JOB_ATTEMPT: '1',
      AWS_BATCH_JQ_NAME: 'local',
      AWS_BATCH_CE_NAME: 'local',
      AWS_BATCH_JOB_ARRAY_INDEX: '1',
      AWS_BATCH_JOB_ARRAY_SIZE: '2',
    });
  });

  test('no command line shows what is in a job’s variables', async () => {
    const folder = await newFolder();
    const recorder = join(folder, 'engine');
    await writeFile(recorder, `#!/bin/sh\nprintf '%s\\n' "$*" >>"$0.log"\nexec "$@"\n`);
    await chmod(recorder, 0o755);
    const containers = { engine: [recorder, ...engine.command], options };
    await using batch = await start({ containers });
    const jobId = await submit(batch, 'echo "$PASSWORD"', { environment: { PASSWORD: 'of the job' } });
    await batch.waitFor(jobId, 'SUCCEEDED');
    expect(await batch.log(jobId)).toBe('of the job\n');
    const calls = await readFile(`${recorder}.log`, 'utf8');
    expect(calls).toContain('--env=PASSWORD ');
    expect(calls).not.toContain('of the job');
    expect(calls).not.toContain(batch.credentials.secretAccessKey);
  });

  test('a job reaches the endpoint, and what the options of all containers give it', async () => {
    await using batch = await start({}, `--volume=${root}:${root}:ro`);
    const script = `
      const { BatchClient, SubmitJobCommand } = require('module').createRequire('${root}package.json')('@aws-sdk/client-batch');
      const job = { jobName: 'called-back', jobQueue: process.env.AWS_BATCH_JQ_NAME, jobDefinition: 'containers' };
      new BatchClient().send(new SubmitJobCommand({ ...job, containerOverrides: { command: ['0'] } })).then(({ jobId }) => console.log(jobId));`;
    const jobId = await submit(batch, '', { image: images.bare, command: ['node', '-e', script] });
    await batch.waitFor(jobId, 'SUCCEEDED');
    const submitted = (await batch.log(jobId)).match(/[0-9a-f-]{36}\n/)?.[0].trim() ?? '';
    expect(await batch.waitForEnd(submitted)).toMatchObject({ jobName: 'called-back' });
  });

  test('options win, another network too', async () => {
    const others = ['--network=none', '--memory=1g', '--entrypoint=/bin/echo'];
    await using batch = await start({}, ...others);
    const jobId = await submit(batch, 'hello', { memoryMiB: 128 });
    await batch.waitFor(jobId, 'SUCCEEDED');
    expect(await batch.log(jobId)).toBe('hello\n');
  });

  test('an option that the engine does not know fails each job', async () => {
    await using batch = await start({}, '--nonsense');
    const job = await run(batch, 'true');
    expect(job).toMatchObject({ statusReason: 'Task failed to start' });
    expect(job.container?.reason).toBe('CannotCreateContainerError: unknown flag: --nonsense');
  });

  test('an array runs as containers, and what waits for it as a process', async () => {
    await using batch = await start({ images: { local: ['/bin/echo', 'joined'] } });
    const array = await submit(batch, 'test "$FROM_IMAGE" = yes', { job: { arrayProperties: { size: 3 } } });
    const after = { image: 'local', command: ['film'], job: { dependsOn: [{ jobId: array }] } };
    const joined = await submit(batch, '', after);
    await batch.waitFor(joined, 'SUCCEEDED');
    expect(await batch.log(joined)).toBe('joined film\n');
    expect((await batch.describe(array)).arrayProperties?.statusSummary).toMatchObject({ SUCCEEDED: 3 });
  });

  test('where images are named, only those run as containers', async () => {
    const containers = { engine: engine.command, options, images: [images.bare] };
    await using batch = await start({ containers, images: { local: ['/bin/true'] } });
    const status = async (image: string) => (await run(batch, '', { image, command: ['/bin/true'] })).status;
    expect(await status(images.bare)).toBe('SUCCEEDED');
    expect(await status('local')).toBe('SUCCEEDED');
    const { container } = await run(batch, 'true', { image: images.shell });
    expect(container?.reason).toBe(
      `CannotPullContainerError: image ${images.shell} is not mapped to a command`,
    );
  });

  test('one that does not listen is killed after the grace', async () => {
    await using batch = await start({ stopGraceSeconds: 0.2 });
    const jobId = await submit(batch, DEAF);
    await untilItSays(batch, jobId, 'ready');
    await batch.client.send(new TerminateJobCommand({ jobId, reason: 'enough' }));
    expect(await batch.waitForEnd(jobId)).toMatchObject({ container: { exitCode: 137 } });
    expect(await batch.log(jobId)).toBe('ready\n');
  });

  describe('from a registry', () => {
    const trust = async (host: string) => {
      const file = join(await newFolder(), 'registries.conf');
      await writeFile(file, `[[registry]]\nlocation = "${host}"\ninsecure = true\n`);
      vi.stubEnv('CONTAINERS_REGISTRIES_CONF', file);
    };

    test('an image is got while the job is STARTING', async () => {
      await using registry = await startRegistry();
      await trust(registry.host);
      const links = ['--volume=/usr:/usr:ro'];
      await using batch = await start({}, ...links);
      onTestFinished(() => void runEngine(engine, 'rmi', registry.image));
      const jobId = await submit(batch, '', { image: registry.image, command: ['cat', '/greeting'] });
      await batch.waitFor(jobId, 'SUCCEEDED');
      expect(await batch.log(jobId)).toBe('hello from afar\n');
      expect(registry.wasAskedForLayer()).toBe(true);
    });

    test('one that does not come is waited for no longer than the job is wanted', async () => {
      await using registry = await startRegistry({ isSlow: true });
      await trust(registry.host);
      await using batch = await start();
      const jobId = await submit(batch, 'true', { image: registry.image });
      await expect.poll(() => registry.wasAskedForLayer(), POLL).toBe(true);
      expect(await batch.describe(jobId)).toMatchObject({ status: 'STARTING' });
      await batch.client.send(new TerminateJobCommand({ jobId, reason: 'enough' }));
      const job = await batch.waitForEnd(jobId);
      expect(job).toMatchObject({ status: 'FAILED', statusReason: 'enough' });
      expect(job.container?.exitCode).toBeUndefined();
    });
  });

  test.skipIf(!hasProgram('aws'))('docs/local-batch.md shows what its commands print', async () => {
    const text = await readFile(join(root, 'docs/local-batch.md'), 'utf8');
    const sessions = shellSessions(text).filter(({ needsContainers }) => needsContainers);
    expect(sessions).toHaveLength(1);
    const here = `--container-engine '${engine.command.join(' ')}' --container-options='${options.join(' ')}'`;
    for (const { script, output } of sessions) {
      expect(await runShell(script.replace('--container ', `${here} --container `))).toBe(output);
    }
  });

  describe('nothing is left', () => {
    test('of a job that has ended', async () => {
      await using batch = await start();
      await run(batch, 'exit 0');
      await run(batch, 'exit 1');
      await run(batch, '', { image: images.bare, command: ['/no/such/program'] });
      expect(await listed()).toEqual([]);
    });

    test('of what runs when the endpoint is closed', async () => {
      await using batch = await start({ stopGraceSeconds: 0.2 });
      const jobId = await submit(batch, DEAF, { job: { arrayProperties: { size: 2 } } });
      for (const index of [0, 1]) await untilItSays(batch, `${jobId}:${index}`, 'ready');
      expect(await listed()).toHaveLength(2);
      await batch.close();
      expect(await listed()).toEqual([]);
    });

    test('when the helper that starts containers is lost, and the job is tried again', async () => {
      await using batch = await start({ images: { whose: ['/bin/sh', '-c', 'echo $PPID'] } });
      const asked = await submit(batch, '', { image: 'whose', command: [] });
      await batch.waitFor(asked, 'SUCCEEDED');
      const helper = Number(await batch.log(asked));
      const script = `[ $AWS_BATCH_JOB_ATTEMPT = 2 ] || { ${DEAF}; }`;
      const jobId = await submit(batch, script, { job: { retryStrategy: RETRY_LOST_HOST } });
      await untilItSays(batch, jobId, 'ready');
      process.kill(helper, 'SIGKILL');
      expect(await batch.waitForEnd(jobId)).toMatchObject({
        status: 'SUCCEEDED',
        attempts: [{ statusReason: expect.stringMatching(/^Host EC2 /) }, { container: { exitCode: 0 } }],
      });
      expect(await listed()).toEqual([]);
    });

    test('when the server is killed, because its helper notices', async () => {
      const args = await commandLine();
      await using server = runCommand(args, engineVariables());
      await submitDeaf(server);
      server.kill('SIGKILL');
      await expect.poll(listed, POLL).toEqual([]);
    });

    test('when both are killed, once the next server has their state file', async () => {
      const args = [...(await commandLine()), '--state', join(await newFolder(), 'state.db')];
      await using first = runCommand(args, engineVariables());
      const { jobId, name } = await submitDeaf(first);
      const helper = parentOf(clientOf(name));
      process.kill(helper, 'SIGSTOP');
      first.kill('SIGKILL');
      process.kill(helper, 'SIGKILL');
      await first.ended;
      expect(await listed()).toEqual([name]);

      await using second = runCommand(args, engineVariables());
      const client = new BatchClient({ ...JSON.parse((await second.prints(/^.*\n/))[0]), maxAttempts: 1 });
      onTestFinished(() => client.destroy());
      expect(await listed()).toEqual([]);
      const { jobs } = await client.send(new DescribeJobsCommand({ jobs: [jobId] }));
      expect(jobs).toMatchObject([{ status: 'FAILED', statusReason: expect.stringMatching(/^Host EC2 /) }]);
    });

    const commandLine = async () => [
      '--json',
      `--container=${images.shell}`,
      `--container-engine=${JSON.stringify(engine.command)}`,
      `--container-options=${options.join(' ')}`,
    ];

    const submitDeaf = async (server: ReturnType<typeof runCommand>) => {
      const batch = JSON.parse((await server.prints(/^.*\n/))[0]);
      const client = new BatchClient({ ...batch, maxAttempts: 1 });
      onTestFinished(() => client.destroy());
      const containerProperties = { image: images.shell, command: [DEAF] };
      const definition = { jobDefinitionName: 'deaf', type: 'container', containerProperties } as const;
      await client.send(new RegisterJobDefinitionCommand(definition));
      const job = { jobName: 'deaf', jobQueue: 'local', jobDefinition: 'deaf' };
      const { jobId = '' } = await client.send(new SubmitJobCommand(job));
      const isReady = async () => {
        const { jobs } = await client.send(new DescribeJobsCommand({ jobs: [jobId] }));
        const stream = jobs?.[0]?.container?.logStreamName;
        return readFile(`${batch.logFolder}/${stream}.log`, 'utf8').catch(() => '');
      };
      await expect.poll(isReady, POLL).toBe('ready\n');
      const [name = ''] = await listed();
      return { jobId, name };
    };
  });
});

/** What a command needs of this process's environment to reach the engine. */
function engineVariables(): Record<string, string> {
  const { HOME = '/', DOCKER_HOST } = process.env;
  return { HOME, ...(DOCKER_HOST !== undefined && { DOCKER_HOST }) };
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'containers-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The process that has a container's output. */
function clientOf(name: string): number {
  return Number(execFileSync('pgrep', ['--full', `start --attach ${name}`], { encoding: 'utf8' }).trim());
}

function parentOf(processId: number): number {
  return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(processId)], { encoding: 'utf8' }));
}
