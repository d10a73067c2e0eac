import { expect, test } from 'vitest';
import { lastComplaint } from '../../../src/runners/containers/last-complaint.js';

test.each([
  ['', ''],
  ['Error: localhost/none: image not known\n', 'localhost/none: image not known'],
  ["Error: unknown flag: --nonsense\nSee 'podman create --help'\n", 'unknown flag: --nonsense'],
  [
    "unknown flag: --nonsense\n\nUsage:  docker create [OPTIONS] IMAGE\n\nRun 'docker create --help' for more information\n",
    'unknown flag: --nonsense',
  ],
  [
    'time="…" level=warning msg="Failed, retrying in 1s"\nError: pinging container registry: connection refused\n',
    'pinging container registry: connection refused',
  ],
  [`Error: unable to start container ${'0f'.repeat(32)}: runc: not found\n`, 'runc: not found'],
])('of %j the complaint is %j', (text, complaint) => {
  expect(lastComplaint(text)).toBe(complaint);
});
