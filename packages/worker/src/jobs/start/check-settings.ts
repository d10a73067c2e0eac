import { framesOfChunk } from '@render/batch-fanout';
import { assertReplaceable } from '../../film/assert-replaceable.js';
import { checkSceneFile } from '../../renderers/check-scene-file.js';
import { chooseRenderer } from '../../renderers/choose-renderer.js';
import { assertModule } from '../../renderers/module/assert-module.js';
import { isModule } from '../../renderers/module/is-module.js';
import { testPattern } from '../../renderers/test-pattern.js';
import type { Settings } from '../../settings/settings.js';

/**
 * Refuses settings that every child would end with, before there are children. They are checked by what children check them
 * with.
 *
 * @throws WorkerError with exit code 64.
 */
export async function checkSettings(settings: Settings, signal: AbortSignal): Promise<void> {
  const { renderer, job, keepFrames, variables } = settings;
  if (renderer !== testPattern.name) checkScene(settings);
  if (isModule(renderer)) await checkModule(settings);
  else (await chooseRenderer(renderer, { variables, signal })).check?.(settings);
  if (keepFrames) return;
  for (let chunk = 0; chunk < job.plan.chunkCount; chunk += 1)
    assertReplaceable(settings, framesOfChunk(job.plan, chunk));
}

function checkScene({ sceneUri, sceneFile }: Settings): void {
  if (sceneUri !== undefined && sceneFile !== undefined) checkSceneFile(sceneUri, sceneFile);
}

async function checkModule({ renderer, submission }: Settings): Promise<void> {
  // On AWS Batch the jobs have this one's image, unless another definition says another.
  const { jobId, jobDefinition } = submission;
  if (jobId === undefined || jobDefinition === undefined) await assertModule(renderer);
}
