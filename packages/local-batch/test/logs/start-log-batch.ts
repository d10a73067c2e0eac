import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { startTestBatch } from '../start-test-batch.js';

/** A test batch with a client for its logs. */
export async function startLogBatch() {
  const batch = await startTestBatch();
  const { endpoint, region, credentials } = batch;
  const logs = new CloudWatchLogsClient({ endpoint, region, credentials, maxAttempts: 1 });
  return {
    ...batch,
    logs,
    /** Writes a log file as a job would; returns its path. */
    async write(streamName: string, content: string | Buffer): Promise<string> {
      const file = join(batch.logFolder, `${streamName}.log`);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      return file;
    },
    async [Symbol.asyncDispose]() {
      logs.destroy();
      await batch[Symbol.asyncDispose]();
    },
  };
}
