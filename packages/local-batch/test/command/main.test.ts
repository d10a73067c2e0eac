import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  BatchClient,
  DescribeJobsCommand,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
} from '@aws-sdk/client-batch';
import { describe, expect, test } from 'vitest';
import { hasProgram } from '../../../../test/has-program.js';
import { isRunning } from '../is-running.js';
import { startTestBatch } from '../start-test-batch.js';
import { runCommand, runOnTerminal } from './run-command.js';

const packageFolder = fileURLToPath(new URL('../../', import.meta.url));
const node = process.execPath;
const EXPORTS = /^export .*^unset [^\n]*\n/ms;

/** A user's own program, for which only the environment says where AWS Batch is: submits a job and prints its log. */
const PROGRAM = `
  import { BatchClient, DescribeJobsCommand, RegisterJobDefinitionCommand, SubmitJobCommand } from '@aws-sdk/client-batch';
  import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
  const batch = new BatchClient();
  await batch.send(new RegisterJobDefinitionCommand({
    jobDefinitionName: 'greet', type: 'container', containerProperties: { image: 'greet', command: ['world'] },
  }));
  const { jobId } = await batch.send(new SubmitJobCommand({ jobName: 'greet', jobQueue: 'local', jobDefinition: 'greet' }));
  let job;
  for (let tries = 0; tries < 300 && !/SUCCEEDED|FAILED/.test(job?.status); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 15));
    job = (await batch.send(new DescribeJobsCommand({ jobs: [jobId] }))).jobs[0];
  }
  const { logStreamName } = job.container;
  const { events } = await new CloudWatchLogsClient().send(
    new GetLogEventsCommand({ logGroupName: '/aws/batch/job', logStreamName }),
  );
  console.log(job.status, events.map(({ message }) => message));`;

/** Prints its process id and the signals it gets, and goes on until it is killed by something stronger. */
const DEAF = `for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => console.log(name, process.pid)); console.log('pid ' + process.pid); setInterval(() => {}, 1e3)`;

const exec = (...words: string[]) => ['--exec', JSON.stringify(words)];

describe('local-batch', () => {
  test('prints exports that a shell can evaluate, and serves whoever has them', async () => {
    await using command = runCommand(['--image', 'greet=echo "hello,  you"']);
    const [exports] = await command.prints(EXPORTS);
    const script = `eval "$1"; cd "$2"; exec "$3" --input-type=module --eval "$4"`;
    const { stdout } = await promisify(execFile)(
      'sh',
      ['-euc', script, 'sh', exports, packageFolder, node, PROGRAM],
      {
        timeout: 30_000,
        env: { ...process.env, AWS_PROFILE: 'production', AWS_SESSION_TOKEN: 'of another' },
      },
    );
    expect(stdout).toBe("SUCCEEDED [ 'hello,  you world' ]\n");
    command.kill('SIGINT');
    const { code, stderr } = await command.ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^local-batch listens on http:\/\/127\.0\.0\.1:\d+; logs go to \/.*\nCtrl-C stops it and every job\.\nStopping\.\n$/,
    );
  });

  test('quotes credentials so that a shell takes them as they are', async () => {
    const secret = `it's "$HOME" \`id\` \\ %`;
    await using command = runCommand(['--access-key', 'LOCALKEY', '--secret-key', secret, '--quiet']);
    const [exports] = await command.prints(EXPORTS);
    const { stdout } = await promisify(execFile)('sh', [
      '-euc',
      `eval "$1"; printf %s "$AWS_SECRET_ACCESS_KEY"`,
      'sh',
      exports,
    ]);
    expect(stdout).toBe(secret);
    command.kill('SIGTERM');
    expect(await command.ended).toEqual({ code: 0, stdout: exports, stderr: '' });
  });

  test('prints the same as one line of JSON, with credentials from its environment', async () => {
    const credentials = { AWS_ACCESS_KEY_ID: 'MYKEY', AWS_SECRET_ACCESS_KEY: 'my secret' };
    await using command = runCommand(['--json', '--credentials-from-env'], credentials);
    const [line] = await command.prints(/^.*\n/);
    const { endpoint, region, environment, logFolder } = JSON.parse(line);
    expect(environment).toEqual({
      AWS_ENDPOINT_URL_BATCH: endpoint,
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: endpoint,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      ...credentials,
    });
    expect(logFolder).toMatch(/^\//);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves no job behind at %s', async (signal) => {
    const image = `deaf=${JSON.stringify([node, '-e', DEAF])}`;
    await using command = runCommand(['--json', '--stop-grace', '0.1', '--image', image]);
    const [line] = await command.prints(/^.*\n/);
    const batch = JSON.parse(line);
    const { endpoint, region, credentials } = batch;
    const client = new BatchClient({ endpoint, region, credentials });
    const containerProperties = { image: 'deaf', command: [] };
    await client.send(
      new RegisterJobDefinitionCommand({ jobDefinitionName: 'deaf', type: 'container', containerProperties }),
    );
    await client.send(new SubmitJobCommand({ jobName: 'deaf', jobQueue: 'local', jobDefinition: 'deaf' }));
    client.destroy();
    const log = async () =>
      (await promisify(execFile)('sh', ['-c', `cat "$0"/deaf/default/*`, batch.logFolder])).stdout;
    await expect.poll(() => log().catch(() => ''), { interval: 15, timeout: 10_000 }).toMatch(/pid \d+\n/);
    const pid = Number((await log()).slice(4));
    expect(isRunning(pid)).toBe(true);
    command.kill(signal);
    expect((await command.ended).code).toBe(0);
    expect(isRunning(pid)).toBe(false);
  });

  test('tells every change of a job with --verbose, and what went wrong', async () => {
    await using command = runCommand(['--json', '--verbose', '--image', 'own=']);
    const [line] = await command.prints(/^.*\n/);
    const { endpoint, region, credentials } = JSON.parse(line);
    const client = new BatchClient({ endpoint, region, credentials });
    const containerProperties = { image: 'own', command: ['sh', '-c', 'exit $AWS_BATCH_JOB_ARRAY_INDEX'] };
    await client.send(
      new RegisterJobDefinitionCommand({ jobDefinitionName: 'own', type: 'container', containerProperties }),
    );
    const { jobId = '' } = await client.send(
      new SubmitJobCommand({
        ...{ jobName: 'film', jobQueue: 'local', jobDefinition: 'own' },
        arrayProperties: { size: 2 },
      }),
    );
    const isOver = async () =>
      (await client.send(new DescribeJobsCommand({ jobs: [jobId] }))).jobs?.[0]?.status === 'FAILED';
    await expect.poll(isOver, { interval: 15, timeout: 10_000 }).toBe(true);
    client.destroy();
    command.kill('SIGTERM');
    const { stderr } = await command.ended;
    const told = stderr.split('\n').flatMap((text) => /^\d\d:\d\d:\d\d (film.*)$/.exec(text)?.[1] ?? []);
    expect(told.filter((text) => text.startsWith('film:0'))).toEqual(
      ['RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED'].map((state) => `film:0 ${state}`),
    );
    expect(told).toContain('film:1 FAILED, exit code 1: Essential container in task exited');
    expect(told.at(-1)).toBe('film FAILED: Array Child Job failed');
  });

  test('takes short timeouts and forgets jobs early where it is told to', async () => {
    const limits = ['--minimum-timeout', '2', '--keep-finished', '3600', '--keep-finished-jobs', '0'];
    await using command = runCommand(['--json', '--image', 'own=', ...limits]);
    const [line] = await command.prints(/^.*\n/);
    const { endpoint, region, credentials } = JSON.parse(line);
    const client = new BatchClient({ endpoint, region, credentials });
    const register = (attemptDurationSeconds: number) =>
      client.send(
        new RegisterJobDefinitionCommand({
          ...{ jobDefinitionName: 'own', type: 'container', timeout: { attemptDurationSeconds } },
          containerProperties: { image: 'own', command: ['true'] },
        }),
      );
    await register(2);
    await expect(register(1)).rejects.toThrow('>=2');
    const target = { jobName: 'film', jobQueue: 'local', jobDefinition: 'own' };
    const { jobId = '' } = await client.send(new SubmitJobCommand(target));
    const known = async () => (await client.send(new DescribeJobsCommand({ jobs: [jobId] }))).jobs?.length;
    await expect.poll(known, { interval: 15, timeout: 10_000 }).toBe(0);
    client.destroy();
  });

  test('tells its options and its version', async () => {
    const help = await runCommand(['--help']).ended;
    expect(help).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^Usage: local-batch/) });
    const { version } = JSON.parse(await readFile(`${packageFolder}/package.json`, 'utf8'));
    expect(await runCommand(['--version']).ended).toEqual({ code: 0, stderr: '', stdout: `${version}\n` });
  });

  test.each<[string[], RegExp]>([
    [['--nonsense'], /Unknown option '--nonsense'/],
    [['positional'], /Unexpected argument 'positional'/],
    [['--port'], /'--port <value>' argument missing/],
    [['--port', '-1'], /'--port' argument is ambiguous/],
    [['--port', '80a'], /--port: "80a" is not a number/],
    [['--port', '70000'], /--port: .*65535.*70000/],
    [['--slots', '0'], /--slots: .*>=1.*0/],
    [['--minimum-timeout', '0'], /--minimum-timeout: .*>=1.*0/],
    [['--keep-finished', 'long'], /--keep-finished: "long" is not a number/],
    [['--keep-finished-jobs', '1.5'], /--keep-finished-jobs: .*1\.5/],
    [['--image', 'render'], /--image: "render" is not NAME=COMMAND/],
    [['--image', `render='a`], /--image render: "'a" has a quote/],
    [['--image', 'render=["a", 1]'], /--image render: .* JSON array/],
    [
      ['--container', 'a', '--image', 'a=b', '--container-engine', 'true'],
      /--container: "a" is mapped to a command/,
    ],
    [['--containers', '--container', 'a'], /--container: --containers already means every image/],
    [['--container-engine', 'podman'], /--container-engine: no image runs as a container; add --containers/],
    [['--container-options=--init'], /--container-options: no image runs as a container/],
    [['--containers', '--container-engine', '/no/such'], /--container-engine: .*\(\/no\/such: not found\)/],
    [['--containers', '--container-engine', ''], /--container-engine: the program is missing/],
    [['--containers', '--container-options', 'volume'], /--container-options: "volume" is no option/],
    [['--env', '=value'], /--env: "=value" is not NAME=VALUE/],
    [['--access-key', 'ABCD'], /--access-key and --secret-key need each other/],
    [['--access-key', 'AB', '--secret-key', '12345678'], /--access-key: /],
    [['--credentials-from-env'], /--credentials-from-env: .*not both set/],
    [['--dangerously-listen-on', 'host.example'], /--dangerously-listen-on: .*"host.example"/],
    [['--log-folder', '/dev/null/logs'], /--log-folder: the folder/],
    [['--exec', '  '], /--exec: the command is empty/],
    [['--exec', 'true', '--json'], /--json: /],
  ])('refuses %j with one line and exit code 64', async (args, message) => {
    const { code, stdout, stderr } = await runCommand(args).ended;
    expect(stderr).toMatch(/^local-batch: .*\n$/);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  });

  test('says in one line that its port is taken', async () => {
    await using batch = await startTestBatch();
    const { code, stderr } = await runCommand(['--port', new URL(batch.endpoint).port]).ended;
    expect(stderr).toMatch(/^local-batch: listen EADDRINUSE: .*\n$/);
    expect(code).toBe(1);
  });
});

describe('local-batch --exec', () => {
  test('runs a program that needs no more than its environment', async () => {
    const args = [
      '--quiet',
      '--image',
      `greet=["echo","hello"]`,
      ...exec(node, '--input-type=module', '-e', PROGRAM),
    ];
    const profile = { AWS_PROFILE: 'production', AWS_SESSION_TOKEN: 'of another' };
    await using command = runCommand(args, profile);
    expect(await command.ended).toEqual({ code: 0, stdout: "SUCCEEDED [ 'hello world' ]\n", stderr: '' });
  });

  test.each([
    [exec(node, '-e', 'process.exit(7)'), 7],
    [['--exec', `sh -c 'kill -TERM $$'`], 143],
    [['--exec', 'true'], 0],
    [['--exec', '/no/such/program'], 127],
    [['--exec', '/dev/null'], 126],
  ])('ends with the exit code of %j', async (args, code) => {
    expect((await runCommand(args).ended).code).toBe(code);
  });

  test('splits the command by quotes, and expands nothing', async () => {
    const args = ['--exec', `printf '%s|' "a b" $HOME '*' c\\ d ";" e`];
    expect((await runCommand(args).ended).stdout).toBe('a b|$HOME|*|c d|;|e|');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('ends the command and its children at %s', async (signal) => {
    const parent = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(DEAF)}], { stdio: 'inherit' }); ${DEAF}`;
    await using command = runCommand(['--stop-grace', '0.2', ...exec(node, '-e', parent)]);
    await command.prints(/(pid \d+\n){2}/);
    command.kill(signal);
    const { code, stdout } = await command.ended;
    expect(code).toBe(137);
    const pids = [...stdout.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid));
    expect(pids).toHaveLength(2);
    for (const pid of pids) expect(stdout).toContain(`${signal} ${pid}\n`);
    expect(pids.filter(isRunning)).toEqual([]);
  });

  test('ends what the command has left in the background', async () => {
    await using command = runCommand(['--exec', `sh -c 'sleep 60 & echo "pid $!"'`]);
    const { code, stdout } = await command.ended;
    expect(code).toBe(0);
    expect(isRunning(Number(stdout.slice(4)))).toBe(false);
  });

  test('lets the command say how it ends when it is told to stop', async () => {
    const code = `process.on('SIGTERM', () => process.exit(3)); console.log('ready'); setInterval(() => {}, 1e3)`;
    await using command = runCommand(exec(node, '-e', code));
    await command.prints(/ready/);
    command.kill('SIGTERM');
    expect((await command.ended).code).toBe(3);
  });
});

describe.skipIf(process.platform !== 'linux' || !hasProgram('script'))('local-batch on a terminal', () => {
  test('tells every change of a job', async () => {
    await using command = runOnTerminal(['--json', '--image', 'own=']);
    const [line] = await command.prints(/^\{.*\}/m);
    const { endpoint, region, credentials } = JSON.parse(line);
    const client = new BatchClient({ endpoint, region, credentials });
    const containerProperties = { image: 'own', command: ['true'] };
    await client.send(
      new RegisterJobDefinitionCommand({ jobDefinitionName: 'own', type: 'container', containerProperties }),
    );
    await client.send(new SubmitJobCommand({ jobName: 'film', jobQueue: 'local', jobDefinition: 'own' }));
    client.destroy();
    await command.prints(/^\d\d:\d\d:\d\d film SUCCEEDED/m);
    command.type('\x03');
    const { code, stdout } = await command.ended;
    const told = [...stdout.matchAll(/^\d\d:\d\d:\d\d (film.*?)\r?$/gm)].map(([, text]) => text);
    expect(told).toEqual(['RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED'].map((state) => `film ${state}`));
    expect(code).toBe(0);
  });

  test('gives the command of --exec the terminal, which it keeps when it goes on after Ctrl-C', async () => {
    const code = `
      process.on('SIGINT', () => console.log('interrupted'));
      process.stdin.on('data', (line) => { if (/quit/.test(line)) process.exit(5); });
      console.log('terminal', process.stdin.isTTY && process.stdout.isTTY);`;
    await using command = runOnTerminal(exec(node, '-e', code));
    await command.prints(/terminal true/);
    command.type('\x03');
    await command.prints(/interrupted/);
    command.type('quit\r');
    expect((await command.ended).code).toBe(5);
  });
});
