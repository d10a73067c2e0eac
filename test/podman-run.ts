import { podmanHere } from './podman-here.js';

/** The arguments by which podman runs a container here and removes it. */
export const podmanRun: readonly string[] = [
  ...podmanHere.engine.slice(1),
  ...['run', '--rm', ...podmanHere.limits],
];
