import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { LocalBatchOptions } from '../../src/index.js';
import { startTestBatch } from '../start-test-batch.js';

/** A test batch with a client for its logs. */
export async function startLogBatch(options?: LocalBatchOptions, patienceMs?: number) {
  const batch = await startTestBatch(options, patienceMs);
  const { endpoint, region, credentials } = batch;
  const logs = new CloudWatchLogsClient({ endpoint, region, credentials, maxAttempts: 1 });
  return {
    ...batch,
    logs,
    /** What GetLogEvents gives of a log stream from its head. */
    async messages(logStreamName: string): Promise<(string | undefined)[]> {
      const input = { logGroupName: '/aws/batch/job', logStreamName, startFromHead: true };
      const { events = [] } = await logs.send(new GetLogEventsCommand(input));
      return events.map(({ message }) => message);
    },
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
