import { setTimeout as delay } from 'node:timers/promises';
import type { Endpoint } from './endpoint.js';
import { RuleBroken } from './expect.js';
import type { Rule } from './rule.js';

/** What came of one rule; `reason` is one line without anything that differs from run to run. */
export type Result =
  | { readonly status: 'pass' | 'not run' }
  | { readonly status: 'fail'; readonly reason: string };

/** What came of each rule, by id. */
export type Results = ReadonlyMap<string, Result>;

/** Checks rules side by side, as many at once as the endpoint stands, each for as long as it allows. */
export async function runRules(rules: readonly Rule[], endpoint: Endpoint): Promise<Results> {
  const results = new Map<string, Result>();
  const waiting = [...rules];
  const worker = async () => {
    for (let rule = waiting.shift(); rule; rule = waiting.shift()) {
      const ofRule = endpoint.forOneRule();
      results.set(rule.id, await runRule(rule, ofRule));
      await ofRule.clean();
    }
  };
  await Promise.all(Array.from({ length: endpoint.options.rulesAtOnce }, worker));
  return results;
}

async function runRule(rule: Rule, endpoint: Endpoint): Promise<Result> {
  const { ruleSeconds } = endpoint.options;
  const timer = new AbortController();
  const timeOut = delay(ruleSeconds * 1000, undefined, { signal: timer.signal }).then(() => {
    throw new RuleBroken(`nothing came of it in ${ruleSeconds} s`);
  });
  try {
    await Promise.race([rule.check(endpoint), timeOut]);
    return { status: 'pass' };
  } catch (error) {
    return { status: 'fail', reason: reasonOf(error) };
  } finally {
    timeOut.catch(() => {});
    timer.abort();
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof RuleBroken) return oneLine(error.message);
  if (!(error instanceof Error)) return oneLine(String(error));
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } };
  // What an answer that is no JSON does to the SDK is worded by Node.
  if (error instanceof SyntaxError) return `the answer is no JSON (HTTP status ${$metadata?.httpStatusCode})`;
  const status = $metadata?.httpStatusCode === undefined ? '' : ` (HTTP status ${$metadata.httpStatusCode})`;
  return oneLine(`${error.name}${status}: ${error.message}`);
}

/** Puts in one line and takes out what is random: ids, names, times, ports. */
function oneLine(text: string): string {
  const plain = text
    .replace(/\s+/g, ' ')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replace(/conformance-[0-9a-f]{8}/g, '<name>')
    .replace(/\b[0-9A-Za-z]{52}\b/g, '<id>')
    .replace(/\b1[0-9]{12}\b/g, '<time>')
    .replace(/(127\.0\.0\.1|localhost):\d+/g, '<host>');
  return plain.length > 200 ? `${plain.slice(0, 200)}…` : plain;
}
