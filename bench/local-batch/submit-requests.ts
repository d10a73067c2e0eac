import { Agent, request } from 'node:http';
import { SignatureV4 } from '@smithy/signature-v4';
import { NodeSha256 } from '../../packages/local-batch/src/http/node-hash.js';
import type { BenchServer } from './start-server.js';

/** Sends so many signed SubmitJobs and prints, as JSON, the rate of each block of them a second. */
const [, , connectionText = '', count = '', connections = '', blocks = ''] = process.argv;
const connection = JSON.parse(connectionText) as BenchServer['connection'];
const { endpoint, region, credentials } = connection;
const { hostname, port, host } = new URL(endpoint);
const path = '/v1/submitjob';
const body = JSON.stringify({ jobName: 'bench', jobQueue: 'local', jobDefinition: 'true' });

// Signing takes as long as checking; it is done beforehand, within the five minutes that a signature holds.
const signer = new SignatureV4({ credentials, region, service: 'batch', sha256: NodeSha256 });
const signed: Readonly<Record<string, string>>[] = [];
for (let number = 0; number < Number(count); number += 1) {
  const { headers } = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname,
    path,
    query: {},
    headers: { host, 'content-type': 'application/json', 'x-bench-number': String(number) },
    body,
  });
  signed.push(headers);
}

const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const ids = new Set<string>();
const rates: number[] = [];
const size = signed.length / Number(blocks);
for (let block = 0; block < Number(blocks); block += 1) {
  const requests = signed.slice(block * size, (block + 1) * size);
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: Number(connections) }, async () => {
      for (let headers = requests.pop(); headers; headers = requests.pop()) ids.add(await send(headers));
    }),
  );
  rates.push((size / (performance.now() - startedAt)) * 1000);
}
agent.destroy();
if (ids.size !== signed.length) throw new Error(`${signed.length} submissions made ${ids.size} jobs`);
console.log(JSON.stringify(rates));

function send(headers: Readonly<Record<string, string>>): Promise<string> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ agent, hostname, port, method: 'POST', path, headers }, async (response) => {
      const text = Buffer.concat(await response.toArray()).toString();
      if (response.statusCode === 200) resolve(JSON.parse(text).jobId);
      else reject(new Error(`SubmitJob was answered by ${response.statusCode}: ${text}`));
    });
    outgoing.setTimeout(10_000, () => outgoing.destroy(new Error('SubmitJob was not answered within 10 s')));
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
