import { afterAll, beforeAll, expect, test } from 'vitest';
import { columnOf, conformanceDocument, sumsOf } from '../../conformance/document.js';
import { RuleBroken } from '../../conformance/expect.js';
import { MODEL, type Rule } from '../../conformance/rule.js';
import { allRules } from '../../conformance/rules/all-rules.js';
import { runRules } from '../../conformance/run-rules.js';
import { type StartedEndpoint, startLocal } from '../../conformance/start-local.js';

let local: StartedEndpoint;
beforeAll(async () => {
  local = await startLocal(1);
  await local.endpoint.prepare();
});
afterAll(() => local.close());

const rule = (id: string, check: Rule['check']): Rule => ({
  id,
  section: '1.1',
  rule: 'a | b',
  source: MODEL,
  check,
});
const rules = [
  rule('passes', async (endpoint) => void (await endpoint.finish('exit 0'))),
  rule('hangs', () => new Promise(() => {})),
  rule('is-broken', (endpoint) => {
    throw new RuleBroken(`${endpoint.queue}\nis odd`);
  }),
  rule('is-refused', async (endpoint) => void (await endpoint.submit({ jobName: '' }))),
];

test('a rule that hangs or throws has failed, for a reason of one line without names and ids', async () => {
  expect(Object.fromEntries(await runRules(rules, local.endpoint))).toEqual({
    passes: { status: 'pass' },
    hangs: { status: 'fail', reason: 'nothing came of it in 1 s' },
    'is-broken': { status: 'fail', reason: '<name> is odd' },
    'is-refused': {
      status: 'fail',
      reason: expect.stringMatching(/^ClientException \(HTTP status 400\): .*, RequestId: <id>$/),
    },
  });
});

test('a machine without moto finds its results in the document', async () => {
  const results = await runRules(rules, local.endpoint);
  const moto = new Map([...results, ['hangs', { status: 'not run' }] as const]);
  const document = conformanceDocument(rules, { 'local-batch': results, moto });
  expect(columnOf(document, 'moto')).toEqual(moto);
  expect(columnOf(document, 'local-batch')).toEqual(results);
  expect(sumsOf(moto)).toEqual([4, 1, 2, 1]);
});

test('no two rules have the same name', () => {
  const ids = allRules.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
