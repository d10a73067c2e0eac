import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { hasProgram } from './has-program.js';
import type { TestedStorage } from './tested-storage.js';

/** Whether moto_server runs on this machine, and not only a shim of that name. */
export const hasS3 = hasProgram('moto_server') && runs('moto_server', '--help');

/** Starts an S3 server with a bucket of its own. */
export async function openS3(): Promise<TestedStorage> {
  const port = await freePort();
  const root = await mkdtemp(join(tmpdir(), 'system-test-'));
  // A group of its own, because what is on PATH may be a shim that starts the server.
  const options = { stdio: 'ignore', detached: true } as const;
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], options);
  const endpoint = `http://127.0.0.1:${port}`;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'any secret does' };
  const client = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  const close = async () => {
    client.destroy();
    endGroup(server);
    await rm(root, { recursive: true, force: true });
  };
  try {
    await untilReady(() => client.send(new CreateBucketCommand({ Bucket: 'films' })));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    variables: {
      OUTPUT_URI: 's3://films/system',
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    async fetch(runId, prefix) {
      const Prefix = `system/${runId}/${prefix}`;
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: 'films', Prefix }));
      for (const { Key = '' } of Contents) {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: 'films', Key }));
        const path = join(root, Key.slice('system/'.length));
        await mkdir(join(path, '..'), { recursive: true });
        await writeFile(path, (await Body?.transformToByteArray()) ?? '');
      }
      return join(root, runId, prefix);
    },
    close,
  };
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has gone.
  }
}

async function untilReady(ask: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await ask();
      return;
    } catch (error) {
      if (tries === 100) throw error;
      await delay(200);
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function runs(program: string, argument: string): boolean {
  try {
    execFileSync(program, [argument], { stdio: 'ignore', timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}
