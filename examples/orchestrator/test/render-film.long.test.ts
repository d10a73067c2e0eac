import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BatchClient, RegisterJobDefinitionCommand } from '@aws-sdk/client-batch';
import { startLocalBatch } from '@render/local-batch';
import { workerEntrypoint } from '@render/worker';
import { expect, test } from 'vitest';
import { renderFilm } from '../src/render-film.js';

test('renders a film, repairs the chunk that failed, and adopts the finished run when called again', async () => {
  const root = await mkdtemp(join(tmpdir(), 'orchestrator-'));
  const images = { worker: [process.execPath, workerEntrypoint] };
  const batch = await startLocalBatch({ images, logFolder: join(root, 'logs') });
  const client = new BatchClient(batch);
  const containerProperties = {
    image: 'worker',
    environment: [
      { name: 'WIDTH', value: '160' },
      { name: 'HEIGHT', value: '90' },
    ],
  };
  await client.send(
    new RegisterJobDefinitionCommand({ jobDefinitionName: 'worker', type: 'container', containerProperties }),
  );
  const film = {
    runId: 'film',
    frames: '1-12',
    framesPerJob: 5,
    jobQueue: 'local',
    jobDefinition: 'worker',
    environment: { OUTPUT_URI: pathToFileURL(root).href },
  };
  // The local lists show a job at once.
  const options = { client, listLagSeconds: 0 };
  // A folder in the place of a frame makes its chunk fail for good.
  const blocked = join(root, 'film/frames/frame-000006.png');
  await mkdir(blocked, { recursive: true });

  const lines: string[] = [];
  const log = (line: string) => {
    lines.push(line);
    if (line.startsWith('repairing')) return rm(blocked, { recursive: true });
  };
  try {
    expect(await renderFilm(options, film, log)).toBe(true);
    expect(lines).toContain('repairing 5-8');
    expect(lines.at(-1)).toBe('generation 1: 1 of 1 chunks succeeded');
    expect(existsSync(join(root, 'film/video.mp4'))).toBe(true);
    expect(await renderFilm(options, film, (line) => lines.push(line))).toBe(true);
    expect(lines.at(-1)).toBe('generation 1: 1 of 1 chunks succeeded');
  } finally {
    await batch.close();
    await rm(root, { recursive: true, force: true });
  }
});
