import { destination, type Logger, pino, stdTimeFunctions } from 'pino';

export type { Logger } from 'pino';

/** Logs JSON lines to stdout, written before the call returns, so that a killed worker loses none. */
export function createLog(fields: Readonly<Record<string, unknown>>): Logger {
  return pino(
    {
      base: fields,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (level) => ({ level }) },
    },
    destination({ dest: 1, sync: true }),
  );
}
