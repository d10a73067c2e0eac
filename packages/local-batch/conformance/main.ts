import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { COLUMNS, columnOf, conformanceDocument, sumsOf } from './document.js';
import { givenEndpoint } from './given-endpoint.js';
import type { Rule } from './rule.js';
import { allRules } from './rules/all-rules.js';
import { type Result, type Results, runRules } from './run-rules.js';
import { type StartedEndpoint, startLocal } from './start-local.js';
import { hasMoto, startMoto } from './start-moto.js';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
const DOCUMENT = new URL('../../../docs/conformance.md', import.meta.url);
const SHORT_TIMEOUT_SECONDS = 1;

const { check = false, only } = parseArgs({
  options: { check: { type: 'boolean' }, only: { type: 'string' } },
}).values;
const ruleSeconds = Number(process.env.RULE_SECONDS || 10);
const rules = allRules.filter(({ id }) => only === undefined || id.includes(only));

try {
  process.exitCode = await run();
} catch (error) {
  console.error(messagesOf(error));
  process.exitCode = 1;
}

async function run(): Promise<number> {
  if (!(ruleSeconds > 0)) throw new Error(`RULE_SECONDS must be above 0, not ${process.env.RULE_SECONDS}`);
  if (rules.length === 0) throw new Error(`no rule's name contains ${only}`);
  return process.env.ENDPOINT ? runThere() : runHere();
}

async function runThere(): Promise<number> {
  const start = async () => givenEndpoint(process.env, ruleSeconds);
  const results = await resultsOf('the endpoint', start, rules.filter(isGeneral));
  for (const { id, rule } of rules) console.log(`${results.get(id)?.status ?? 'not run'}\t${id}\t${rule}`);
  report('the endpoint', results);
  return sumsOf(results)[2] > 0 ? 1 : 0;
}

async function runHere(): Promise<number> {
  const onLocal = await localResults();
  report('local-batch', onLocal);
  const withMoto = hasMoto();
  const existing = existsSync(DOCUMENT) ? readFileSync(DOCUMENT, 'utf8') : '';
  const onMoto = withMoto
    ? withNotRun(await resultsOf('moto', () => startMoto(ruleSeconds), rules.filter(isGeneral)))
    : columnOf(existing, 'moto');
  if (withMoto) report('moto', onMoto);
  else console.log('moto: not tested, there is no moto_server');

  const isBroken = sumsOf(onLocal)[2] > 0;
  if (only !== undefined) return isBroken ? 1 : 0;
  const document = conformanceDocument(rules, { [COLUMNS[0]]: onLocal, [COLUMNS[1]]: onMoto });
  if (!check) {
    writeFileSync(DOCUMENT, document);
    return 0;
  }
  const isStale = document !== existing;
  if (isStale) {
    const lines = existing.split('\n');
    const news = document.split('\n').filter((line) => !lines.includes(line));
    console.log(
      `docs/conformance.md is out of date; run npm run conformance. New lines:\n${news.join('\n')}`,
    );
  }
  return isBroken || isStale ? 1 : 0;
}

/** Rules about time-outs have a local-batch of their own, which accepts short ones. */
async function localResults(): Promise<Results> {
  const general = await resultsOf('local-batch', () => startLocal(ruleSeconds), rules.filter(isGeneral));
  const own = rules.filter((rule) => !isGeneral(rule));
  if (own.length === 0) return general;
  return new Map([
    ...general,
    ...(await resultsOf('local-batch', () => startLocal(ruleSeconds, SHORT_TIMEOUT_SECONDS), own)),
  ]);
}

async function resultsOf(
  name: string,
  start: () => Promise<StartedEndpoint>,
  ofThese: readonly Rule[],
): Promise<Results> {
  const { endpoint, close } = await start();
  try {
    await endpoint.prepare();
    return await runRules(ofThese, endpoint);
  } catch (error) {
    throw new Error(`${name} cannot be tested: its shared queue and definition could not be made`, {
      cause: error,
    });
  } finally {
    await close();
  }
}

function withNotRun(results: Results): Results {
  const missing = rules.filter(({ id }) => !results.has(id));
  return new Map<string, Result>([
    ...results,
    ...missing.map(({ id }) => [id, { status: 'not run' }] as const),
  ]);
}

function report(name: string, results: Results): void {
  for (const { id } of rules) {
    const result = results.get(id);
    if (result?.status === 'fail') console.log(`${name}: ${id}: ${result.reason}`);
  }
  const [all, pass, fail, notRun] = sumsOf(results);
  console.log(`${name}: ${all} rules, ${pass} pass, ${fail} fail${notRun > 0 ? `, ${notRun} not run` : ''}`);
}

function isGeneral({ only: where }: Rule): boolean {
  return where === undefined;
}

function messagesOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${messagesOf(error.cause)}`;
}
