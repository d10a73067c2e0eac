import { readFileSync } from 'node:fs';
import { processesOfRun } from '../chaos/processes-of-run.js';

/** The processes that have this run's id in their environment, each with its command and its job's id. */
export function leftProcesses(runId: string): readonly string[] {
  return processesOfRun(runId).map((processId) => {
    const [command, environment] = [read(processId, 'cmdline'), read(processId, 'environ')];
    const job = environment.find((variable) => variable.startsWith('AWS_BATCH_JOB_ID='));
    return `${processId} ${command.join(' ')}, ${job}`;
  });
}

/** Empty when it has gone in the meantime. */
function read(processId: number, name: string): readonly string[] {
  try {
    return readFileSync(`/proc/${processId}/${name}`, 'latin1').split('\0');
  } catch {
    return [];
  }
}
