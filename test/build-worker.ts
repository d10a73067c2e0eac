import { buildWorker } from '../scripts/build-worker.mjs';

/** The worker is tested as the process it is, so its bundle must be up to date. */
export default function setup(): void {
  buildWorker();
}
