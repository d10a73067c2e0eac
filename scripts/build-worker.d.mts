/** Bundles the worker unless the bundle is newer than everything it is made of. */
export function buildWorker(): void;
