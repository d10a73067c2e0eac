import type { JobStateChangeEvent } from '../operations/job-event.js';

/** One line for people about a job that has changed its state: `12:00:01 render:3 FAILED, exit code 3: …`. */
export function describeEvent({ time, detail }: JobStateChangeEvent): string {
  const { jobName, status, statusReason, container, arrayProperties } = detail;
  const index = arrayProperties?.index;
  const name = index === undefined ? jobName : `${jobName}:${index}`;
  const exitCode = status === 'FAILED' ? container?.exitCode : undefined;
  const code = exitCode === undefined ? '' : `, exit code ${exitCode}`;
  const reason = status === 'FAILED' ? `: ${container?.reason ?? statusReason}` : '';
  return `${localTime(new Date(time))} ${name} ${status}${code}${reason}`;
}

function localTime(time: Date): string {
  return [time.getHours(), time.getMinutes(), time.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
