import { ContainerRunner } from './container-runner.js';
import type { ContainerEngine } from './containers/container-engine.js';
import { ProcessRunner, type ProcessRunnerOptions } from './process-runner.js';
import type { Runner } from './runner.js';
import { RunnerByImage } from './runner-by-image.js';
import type { ContainerWatch } from './watches.js';

/** Which images run, and how. */
export interface ImageSettings {
  readonly images: ProcessRunnerOptions['images'];
  readonly containers?: {
    readonly engine: ContainerEngine;
    readonly options: readonly string[];
    readonly images?: readonly string[] | undefined;
  };
  /** Told of containers. */
  readonly journal?: ContainerWatch | undefined;
}

/** Runs images as processes, and those that shall be as containers. */
export function imageRunner(
  place: Omit<ProcessRunnerOptions, 'images'>,
  { images, containers, journal }: ImageSettings,
): Runner {
  const processes = new ProcessRunner({ ...place, images });
  if (!containers) return processes;
  const { engine, options, images: containerImages } = containers;
  return new RunnerByImage({
    processes,
    containers: new ContainerRunner({ ...place, engine, options, containers: journal }),
    isMapped: (image) => Object.hasOwn(images, image),
    containerImages,
  });
}
