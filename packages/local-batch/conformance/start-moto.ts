import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Endpoint, uniqueName } from './endpoint.js';
import { freePort } from './free-port.js';
import type { StartedEndpoint } from './start-local.js';

const TIMEOUT_MS = 10_000;
const MOST_TRIES = 150;
const REGION = 'us-east-1';

/** Whether moto_server runs on this machine, and not only a shim of that name. */
export function hasMoto(): boolean {
  return spawnSync('moto_server', ['--help'], { stdio: 'ignore', timeout: 60_000 }).status === 0;
}

/**
 * Starts moto_server on a free port of 127.0.0.1, with the roles that its compute environments want. Its jobs run in
 * Docker, or, as here, not at all: each SUCCEEDS as soon as it is submitted (`use_docker`), wherever the suite runs.
 */
export async function startMoto(ruleSeconds: number): Promise<StartedEndpoint> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    detached: true,
  });
  try {
    await untilReady(server, url);
    const config = { method: 'POST', body: JSON.stringify({ batch: { use_docker: false } }) };
    await fetch(`${url}/moto-api/config`, { ...config, signal: AbortSignal.timeout(TIMEOUT_MS) });
    const endpoint = await newEndpoint(url, ruleSeconds);
    const close = async () => {
      endpoint.client.destroy();
      await end(server);
    };
    return { endpoint, close };
  } catch (error) {
    await end(server);
    throw error;
  }
}

async function newEndpoint(url: string, ruleSeconds: number): Promise<Endpoint> {
  const RoleName = uniqueName();
  const trust = { RoleName, AssumeRolePolicyDocument: '{}' };
  const role = await ask(url, 'iam', 'CreateRole', '2010-05-08', trust);
  const profile = { InstanceProfileName: RoleName };
  const instanceProfile = await ask(url, 'iam', 'CreateInstanceProfile', '2010-05-08', profile);
  const subnets = await ask(url, 'ec2', 'DescribeSubnets', '2016-11-15');
  const groups = await ask(url, 'ec2', 'DescribeSecurityGroups', '2016-11-15');
  return new Endpoint({
    url,
    region: REGION,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    ruleSeconds,
    // Requests side by side make moto 5.2 fail now and then: its jobs are one dictionary that all threads change.
    rulesAtOnce: 1,
    image: 'conformance',
    environment: {
      serviceRole: first(role, 'Arn'),
      computeResources: {
        type: 'EC2',
        minvCpus: 0,
        maxvCpus: 256,
        instanceTypes: ['optimal'],
        instanceRole: first(instanceProfile, 'Arn'),
        subnets: [first(subnets, 'subnetId')],
        securityGroupIds: [first(groups, 'groupId')],
      },
    },
  });
}

/** Sends an action of the query protocol; moto finds the service by the signature's scope and does not check the rest. */
async function ask(
  url: string,
  service: string,
  Action: string,
  Version: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string> {
  const scope = `Credential=test/20260101/${REGION}/${service}/aws4_request`;
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host, Signature=0` },
    body: new URLSearchParams({ Action, Version, ...parameters }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`moto refused ${Action} with HTTP status ${response.status}: ${text}`);
  return text;
}

function first(xml: string, element: string): string {
  const value = new RegExp(`<${element}>([^<]+)</${element}>`).exec(xml)?.[1];
  if (value === undefined) throw new Error(`moto answered without ${element}: ${xml.slice(0, 200)}`);
  return value;
}

async function untilReady(server: ChildProcess, url: string): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    if (server.exitCode !== null) throw new Error(`moto_server ended with ${server.exitCode}`);
    const answer = await fetch(`${url}/moto-api/data.json`, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(() => undefined);
    if (answer?.ok) return;
    await delay(200);
  }
  throw new Error('moto_server does not answer');
}

async function end(server: ChildProcess): Promise<void> {
  const { pid } = server;
  if (pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, 'exit');
  process.kill(-pid, 'SIGKILL');
  await ended;
}
