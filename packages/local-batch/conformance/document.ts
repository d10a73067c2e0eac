import { type Rule, SECTIONS, type Source } from './rule.js';
import type { Result, Results } from './run-rules.js';

/** The columns of the document, in their order. */
export const COLUMNS = ['local-batch', 'moto'] as const;

/** What each column holds. */
export type ColumnResults = Readonly<Record<(typeof COLUMNS)[number], Results>>;

const INTRODUCTION = `# Conformance

What AWS Batch does, rule by rule, and whether an endpoint does it too. Each rule is a small program that uses the
AWS SDK, and where a rule is about the wire itself, signed HTTP; it comes from the service model from which every SDK is
made, from the AWS documentation, or from what people have seen the service do. Where none of these says anything, there is no rule; nor are there
rules about multi-node jobs, EKS, service jobs, quota shares and consumable resources, which are nothing for one machine.

This page is written by \`npm run conformance\`, which runs the rules on a local-batch that it starts and, where
\`moto_server\` is installed, on that. \`npm run conformance -- --check\` fails when local-batch breaks a rule or this page is out of date.
\`--only array\` runs the rules whose names contain that word, and writes nothing.

Any other endpoint is tested by its address:

\`\`\`sh
ENDPOINT=http://127.0.0.1:5000 AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… npm run conformance
\`\`\`

\`SUBNETS\`, \`SECURITY_GROUPS\`, \`SERVICE_ROLE\` and \`INSTANCE_ROLE\` are for endpoints that look at them. \`IMAGE\` names an image
with \`/bin/sh\`, and \`RULE_SECONDS\` how long a rule may take, 10 if not given. Jobs, queues and compute environments are removed after each rule;
definitions and scheduling policies stay, and their names begin with \`conformance-\`.

moto runs jobs in Docker or not at all. Here it is told not to (\`use_docker: false\`), so that its results are the same
everywhere: its jobs succeed as soon as they are submitted, and rules about what a job does can pass by chance or fail for that alone.
A dash is a rule that is not tested: the effect of a time-out takes a minute, but a second on a local-batch that is told so.
`;

/** The document as it should be. Holds nothing that differs between two runs with the same results. */
export function conformanceDocument(rules: readonly Rule[], columns: ColumnResults): string {
  const sums = COLUMNS.map((column) => `| ${column} | ${sumsOf(columns[column]).join(' | ')} |`);
  const head = ['| endpoint | rules | pass | fail | not run |', '| --- | --- | --- | --- | --- |'];
  const sections = Object.entries(SECTIONS).map(([number, title]) => {
    const ofSection = rules.filter(({ section }) => section === number);
    return `## ${number} ${title}\n\n${tableOf(ofSection, columns)}`;
  });
  return [INTRODUCTION, [...head, ...sums].join('\n'), '', sections.join('\n\n'), ''].join('\n');
}

/** Counts the rules, those that passed, failed, and were not run. */
export function sumsOf(results: Results): [rules: number, pass: number, fail: number, notRun: number] {
  const all = [...results.values()];
  const count = (status: Result['status']) => all.filter((result) => result.status === status).length;
  return [all.length, count('pass'), count('fail'), count('not run')];
}

/** The results of one column of an existing document, for a machine that cannot run that endpoint. */
export function columnOf(document: string, column: (typeof COLUMNS)[number]): Results {
  const position = 4 + COLUMNS.indexOf(column);
  const results = new Map<string, Result>();
  for (const line of document.split('\n')) {
    const id = /^\| `([^`]+)` \|/.exec(line)?.[1];
    const cell = line.split(/(?<!\\)\|/)[position]?.trim();
    if (id === undefined || cell === undefined) continue;
    if (cell === 'pass') results.set(id, { status: 'pass' });
    else if (cell === '–') results.set(id, { status: 'not run' });
    else results.set(id, { status: 'fail', reason: reasonIn(document, id, column) });
  }
  return results;
}

function reasonIn(document: string, id: string, column: string): string {
  const start = `- \`${id}\` on ${column}: `;
  return (
    document
      .split('\n')
      .find((line) => line.startsWith(start))
      ?.slice(start.length) ?? ''
  );
}

function tableOf(rules: readonly Rule[], columns: ColumnResults): string {
  const rows = rules.map(({ id, rule, source }) => {
    const cells = COLUMNS.map((column) => cellOf(columns[column].get(id)));
    return `| \`${id}\` | ${escapePipes(rule)} | ${linkTo(source)} | ${cells.join(' | ')} |`;
  });
  const notes = COLUMNS.flatMap((column) =>
    rules.flatMap(({ id }) => {
      const result = columns[column].get(id);
      return result?.status === 'fail' ? [`- \`${id}\` on ${column}: ${result.reason}`] : [];
    }),
  );
  const head = [`| name | rule | source | ${COLUMNS.join(' | ')} |`, '| --- | --- | --- | --- | --- |'];
  return [...head, ...rows, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

function cellOf(result: Result | undefined): string {
  if (result === undefined || result.status === 'not run') return '–';
  return result.status;
}

function linkTo({ title, url }: Source): string {
  return url === undefined ? title : `[${title}](${url})`;
}

function escapePipes(text: string): string {
  return text.replaceAll('|', '\\|');
}
