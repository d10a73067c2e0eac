import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  BatchClient,
  DescribeJobsCommand,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
  type SubmitJobCommandInput,
} from '@aws-sdk/client-batch';

const START_TIMEOUT_MS = 15_000;
const STOP_TIMEOUT_MS = 20_000;
const JOB_TIMEOUT_MS = 180_000;
/** Seldom enough to take nothing from what is measured; times are those that the server tells. */
const POLL_MS = 50;

const main = fileURLToPath(new URL('../../packages/local-batch/dist/main.js', import.meta.url));

/** A job of a server: of the definition `true`, which runs `/bin/true`, unless it says otherwise. */
type BenchJob = Partial<SubmitJobCommandInput>;

/** A local batch in a process of its own, as its command starts it. */
export interface BenchServer {
  readonly client: BatchClient;
  readonly pid: number;
  /** What `--json` has printed. */
  readonly connection: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /** Submits to the queue `local` and gives the id. */
  submit(job: BenchJob): Promise<string>;
  /** Waits until a job has SUCCEEDED, and gives the moment in epoch milliseconds. */
  finished(jobId: string): Promise<number>;
  close(): Promise<void>;
}

/** Starts it with definitions `true` and `hold`; the latter keeps its slot until the server is closed. */
export async function startServer(folder: string, slots: number): Promise<BenchServer> {
  const images = ['--image', 'true=/bin/true', '--image', 'hold=/bin/sleep 3600'];
  const settings = ['--slots', String(slots), '--stop-grace', '0', '--log-folder', join(folder, 'logs')];
  const server = spawn(process.execPath, [main, '--json', '--quiet', ...images, ...settings], {
    env: { PATH: process.env.PATH ?? '', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const close = async () => {
    client?.destroy();
    if (server.exitCode !== null || server.signalCode !== null) return;
    const killTimer = setTimeout(() => server.kill('SIGKILL'), STOP_TIMEOUT_MS);
    server.kill('SIGTERM');
    await once(server, 'exit');
    clearTimeout(killTimer);
  };
  let client: BatchClient | undefined;
  try {
    const signal = AbortSignal.timeout(START_TIMEOUT_MS);
    const [line] = await once(createInterface(server.stdout), 'line', { signal });
    const connection = JSON.parse(line) as BenchServer['connection'];
    client = new BatchClient({ ...connection, maxAttempts: 1 });
    for (const name of ['true', 'hold']) await client.send(definition(name));
    return { client, pid: server.pid as number, connection, close, ...jobsOf(client) };
  } catch (error) {
    await close();
    throw error;
  }
}

function definition(name: string): RegisterJobDefinitionCommand {
  return new RegisterJobDefinitionCommand({
    jobDefinitionName: name,
    type: 'container',
    containerProperties: {
      image: name,
      resourceRequirements: [
        { type: 'VCPU', value: '1' },
        { type: 'MEMORY', value: '16' },
      ],
    },
  });
}

function jobsOf(client: BatchClient): Pick<BenchServer, 'submit' | 'finished'> {
  return {
    async submit(job) {
      const input = { jobName: 'bench', jobQueue: 'local', jobDefinition: 'true', ...job };
      const { jobId = '' } = await client.send(new SubmitJobCommand(input));
      return jobId;
    },
    async finished(jobId) {
      const giveUpAt = performance.now() + JOB_TIMEOUT_MS;
      while (performance.now() < giveUpAt) {
        const { jobs } = await client.send(new DescribeJobsCommand({ jobs: [jobId] }));
        const { status, statusReason, stoppedAt } = jobs?.[0] ?? {};
        if (status === 'FAILED') throw new Error(`job ${jobId} has FAILED: ${statusReason}`);
        if (status === 'SUCCEEDED' && stoppedAt !== undefined) return stoppedAt;
        await delay(POLL_MS);
      }
      throw new Error(`job ${jobId} has not ended within ${JOB_TIMEOUT_MS / 1000} s`);
    },
  };
}
