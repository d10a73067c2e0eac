import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { BatchClient, RegisterJobDefinitionCommand } from '@aws-sdk/client-batch';
import { startLocalBatch } from '@render/local-batch';
import { build } from 'tsup';
import { expect, onTestFinished, test } from 'vitest';

const entry = fileURLToPath(new URL('../src/handler.ts', import.meta.url));
const LARGEST_BYTES = 60_000;

test('is bundled without the SDK, small, and submits a film once however often it is called', async () => {
  // Beside the example, so that the bundle finds the SDK, as Lambda provides it.
  const outDir = await mkdtemp(join(fileURLToPath(new URL('../', import.meta.url)), 'bundle-'));
  onTestFinished(() => rm(outDir, { recursive: true, force: true }));
  await build({
    entry: [entry],
    outDir,
    format: 'esm',
    target: 'node20',
    config: false,
    silent: true,
    minify: true,
    outExtension: () => ({ js: '.mjs' }),
    noExternal: [/^@render\//],
    external: [/^@aws-sdk\//],
    esbuildOptions: (options) => {
      options.conditions = ['@render/source'];
    },
  });
  const bundle = join(outDir, 'handler.mjs');
  const { size } = await stat(bundle);
  console.log(`The bundled handler takes ${size} bytes apart from the SDK.`);
  expect(size).toBeLessThan(LARGEST_BYTES);

  const logFolder = await mkdtemp(join(tmpdir(), 'lambda-'));
  const batch = await startLocalBatch({ images: { idle: ['true'] }, logFolder });
  onTestFinished(async () => {
    await batch.close();
    await rm(logFolder, { recursive: true, force: true });
  });
  const containerProperties = { image: 'idle' };
  await new BatchClient(batch).send(
    new RegisterJobDefinitionCommand({ jobDefinitionName: 'worker', type: 'container', containerProperties }),
  );
  const event = { runId: 'film', totalFrames: 10, framesPerJob: 4, outputUri: 's3://films' };
  const calls = `
    const { handler } = await import(${JSON.stringify(pathToFileURL(bundle).href)});
    const event = ${JSON.stringify(event)};
    const answers = [await handler(event), await handler(event), await handler({ ...event, totalFrames: 0 })];
    console.log(JSON.stringify(answers));`;
  const env = {
    PATH: '/usr/bin:/bin',
    JOB_QUEUE: 'local',
    JOB_DEFINITION: 'worker',
    AWS_ENDPOINT_URL_BATCH: batch.endpoint,
    AWS_REGION: batch.region,
    AWS_ACCESS_KEY_ID: batch.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: batch.credentials.secretAccessKey,
  };
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', calls], {
    env,
    timeout: 30_000,
  });
  const [first, second, wrong] = JSON.parse(stdout);
  expect(first).toMatchObject({ statusCode: 202, runId: 'film', state: 'live' });
  expect(second).toMatchObject({ statusCode: 200, compileJobId: first.compileJobId });
  expect(wrong).toMatchObject({ statusCode: 400, message: expect.stringContaining('totalFrames is 0') });
});
