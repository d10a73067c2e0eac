import type { Logger } from 'pino';
// pino's build for browsers makes the same lines without streams and threads, whose loading is a third of a worker's start.
import { pino, stdTimeFunctions } from 'pino/browser.js';
import { findSecrets, hideSecretsInJson } from './hide-secrets.js';
import { writeLine } from './write-line.js';

export type { Logger } from 'pino';

/** Logs JSON lines to stdout, without secrets, written before the call returns, so that a killed worker loses none. */
export function createLog(
  fields: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
): Logger {
  const secrets = findSecrets(environment);
  const log = pino({
    timestamp: stdTimeFunctions.isoTime,
    browser: {
      formatters: { level: (level) => ({ level }) },
      write: (entry) => writeLine(hideSecretsInJson(JSON.stringify(entry), secrets)),
    },
  });
  return log.child(fields);
}
