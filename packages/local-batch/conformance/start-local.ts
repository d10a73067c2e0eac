import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalBatch } from '../src/index.js';
import { Endpoint } from './endpoint.js';

const IMAGE = 'conformance';
// No rule waits for room; those that look at waiting ask for more than this.
const SLOTS = 256;

/** An endpoint that the suite started itself. */
export interface StartedEndpoint {
  readonly endpoint: Endpoint;
  /** Ends every process of it. */
  close(): Promise<void>;
}

/** Starts local-batch from its source; `minimumTimeoutSeconds` is 60 unless the rules are to wait for time-outs. */
export async function startLocal(ruleSeconds: number, minimumTimeoutSeconds = 60): Promise<StartedEndpoint> {
  const logFolder = await mkdtemp(join(tmpdir(), 'conformance-'));
  const batch = await startLocalBatch({
    slots: SLOTS,
    images: { [IMAGE]: [] },
    stopGraceSeconds: 1,
    minimumTimeoutSeconds,
    logFolder,
  });
  const endpoint = new Endpoint({
    url: batch.endpoint,
    region: batch.region,
    credentials: batch.credentials,
    ruleSeconds,
    rulesAtOnce: 8,
    image: IMAGE,
    environment: {
      serviceRole: 'AWSBatchServiceRole',
      computeResources: {
        type: 'EC2',
        minvCpus: 0,
        maxvCpus: SLOTS,
        instanceTypes: ['optimal'],
        instanceRole: 'ecsInstanceRole',
        subnets: ['subnet-1'],
        securityGroupIds: ['sg-1'],
      },
    },
  });
  return {
    endpoint,
    async close() {
      endpoint.client.destroy();
      await batch.close();
      await rm(logFolder, { recursive: true, force: true });
    },
  };
}
