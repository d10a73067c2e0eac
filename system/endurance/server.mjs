// A local batch in a process of its own, whose heap is nobody else's and which can be killed. Needs --expose-gc.
import { startLocalBatch } from '../../packages/local-batch/dist/index.js';

const batch = await startLocalBatch(JSON.parse(process.argv[2]));
const { endpoint, region, credentials } = batch;
const report = (message) => process.connected && process.send(message);

process.once('SIGTERM', () => batch.close());
// Whoever started it may have gone without a word.
process.once('disconnect', () => batch.close());
process.on('message', () => {
  global.gc();
  global.gc();
  report({ kind: 'heap', bytes: process.memoryUsage().heapUsed });
});
report({ kind: 'ready', endpoint: { endpoint, region, credentials } });
for await (const { detail } of batch.events()) report({ kind: 'change', detail });
if (process.connected) process.disconnect();
