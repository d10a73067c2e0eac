import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { drawnFilm } from './renderers/drawn-film.js';
import { runWorker } from './run-worker.js';

describe('the region', () => {
  test("is read from the container's metadata where nothing else says it", async () => {
    const server = createServer((_, response) =>
      response.end(JSON.stringify({ TaskARN: 'arn:aws:ecs:eu-central-1:123456789012:task/render/1' })),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const metadata = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { film } = await drawnFilm('file');
    const start = { ...film, JOB_TYPE: 'start', AWS_BATCH_JOB_ID: 'x' };
    const without = await runWorker(start);
    expect(without).toMatchObject({ exitCode: 64, lastMessage: /AWS_REGION is not set/ });
    const withIt = await runWorker({
      ...start,
      ECS_CONTAINER_METADATA_URI_V4: metadata,
      AWS_ENDPOINT_URL_BATCH: 'http://127.0.0.1:9',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
      AWS_MAX_ATTEMPTS: '1',
    });
    expect(withIt.lastMessage).not.toMatch(/AWS_REGION/);
  });

  test('may be said by AWS_DEFAULT_REGION alone, for S3 too', async () => {
    const { film } = await drawnFilm('file');
    const s3 = { OUTPUT_URI: 's3://films', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9', AWS_MAX_ATTEMPTS: '1' };
    const credentials = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };
    const given = { ...film, ...s3, ...credentials, AWS_DEFAULT_REGION: 'eu-central-1' };
    expect((await runWorker(given)).lastMessage).toMatch(/^cannot (read|list) s3:.*ECONNREFUSED/);
  });
});
