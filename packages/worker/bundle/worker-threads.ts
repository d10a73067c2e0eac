/** All that pino asks of node:worker_threads; loading the real one takes every worker several milliseconds. */
export const isMainThread = true;
