import { BatchClient } from '@aws-sdk/client-batch';
import { FanoutSubmitter, planFanout } from '../../src/index.js';
import { asRequestHandler, FaultyHandler } from './faulty-handler.js';

// A process of its own that submits a run and is killed at one of its calls.
const [, , runId = '', fatalCall = '', fault = ''] = process.argv;
const handler = new FaultyHandler(
  new BatchClient({}).config.requestHandler as never,
  (_, call) => (call === Number(fatalCall) ? (fault as 'killed after') : undefined),
  { shown: () => true, accepted: () => undefined },
);
handler.die = () => {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('unreachable');
};
const client = new BatchClient({ requestHandler: asRequestHandler(handler) });
const plan = planFanout({ totalFrames: 10, framesPerJob: 4 });
await new FanoutSubmitter({ client }).submit({ plan, runId, jobQueue: 'local', jobDefinition: 'worker' });
