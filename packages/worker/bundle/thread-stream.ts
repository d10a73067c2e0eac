/** Stands for the threads of pino's transports, which the worker does not use. */
export default function refuseTransport(): never {
  throw new Error('the worker logs to stdout only');
}
