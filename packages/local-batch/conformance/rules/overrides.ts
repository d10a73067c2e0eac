import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';
import { refused, same } from '../expect.js';
import { github, guide, MODEL, type Rule, type Source } from '../rule.js';

const section = '1.3';

/** containerOverrides, and the parameters that stand for parts of a command. */
export const overrideRules: readonly Rule[] = [
  {
    id: 'overrides.command',
    section,
    rule: 'A command replaces the definition’s',
    source: MODEL,
    async check(endpoint) {
      same((await endpoint.finish('exit 7')).container?.exitCode, 7, 'exitCode');
    },
  },
  succeeds('overrides.environment-adds', 'Variables are added to the definition’s', MODEL, {
    definition: { A: 'one' },
    overrides: { B: 'two' },
    script: '[ "$A$B" = onetwo ]',
  }),
  succeeds('overrides.environment-replaces', 'A variable replaces the definition’s of that name', MODEL, {
    definition: { A: 'one' },
    overrides: { A: 'two' },
    script: '[ "$A" = two ]',
  }),
  succeeds('overrides.environment-empty', 'A variable may be empty', MODEL, {
    overrides: { A: '' },
    script: 'env | grep -qx A=',
  }),
  succeeds(
    'overrides.environment-reserved',
    'A variable whose name begins with `AWS_BATCH` is dropped, and the job runs',
    github('raster-foundry/raster-foundry/pull/2525'),
    { overrides: { AWS_BATCH_OWN: 'mine' }, script: '[ -z "$AWS_BATCH_OWN" ]' },
  ),
  succeeds(
    'overrides.environment-reserved-value',
    'A variable of the job cannot take the place of one that AWS Batch sets',
    github('azavea/raster-vision/pull/926'),
    { overrides: { AWS_BATCH_JOB_ATTEMPT: '9' }, script: '[ "$AWS_BATCH_JOB_ATTEMPT" = 1 ]' },
  ),
  {
    id: 'overrides.too-long',
    section,
    rule: 'Overrides of more than 8,192 characters are accepted; the job fails without running, and says why',
    source: github('ASFHyP3/hyp3/issues/3041'),
    async check(endpoint) {
      const environment = [{ name: 'LONG', value: 'x'.repeat(8192) }];
      const job = await endpoint.finish('exit 0', { containerOverrides: { environment } });
      same(job.status, 'FAILED', 'status');
      same(job.statusReason, 'Container Overrides length must be at most 8192', 'statusReason');
      same(job.startedAt ?? 0, 0, 'startedAt');
    },
  },
  succeeds('overrides.8000', 'Overrides of 8,000 characters run', github('Netflix/metaflow/issues/1326'), {
    overrides: { LONG: 'x'.repeat(7800) },
    script: '[ "$(printf %s "$LONG" | wc -c)" -eq 7800 ]',
  }),
  refusal('overrides.command-empty-string', 'An empty string in the command is refused', { command: [''] }),
  refusal('overrides.memory-3', 'MEMORY below 4 MiB is refused', requires('MEMORY', '3')),
  refusal('overrides.vcpu-0', 'VCPU 0 is refused', requires('VCPU', '0')),
  refusal('overrides.vcpu-text', 'VCPU that is no number is refused', requires('VCPU', 'many')),
  refusal('overrides.requirement-type', 'A requirement of an unknown type is refused', requires('DISK', '1')),
  {
    id: 'overrides.requirements-replace',
    section,
    rule: 'A requirement replaces the definition’s of that type and leaves the others',
    source: MODEL,
    async check(endpoint) {
      const resourceRequirements = [{ type: 'MEMORY' as const, value: '128' }];
      const jobId = await endpoint.submit({ containerOverrides: { resourceRequirements } });
      const shown = (await endpoint.describe(jobId)).container?.resourceRequirements ?? [];
      same(
        Object.fromEntries(shown.map(({ type, value }) => [type, value])),
        { VCPU: '1', MEMORY: '128' },
        'amounts',
      );
    },
  },
  {
    id: 'overrides.deprecated',
    section,
    rule: 'The deprecated `vcpus` cannot override a definition that uses resourceRequirements',
    source: MODEL,
    async check(endpoint) {
      const jobId = await endpoint.submit({ containerOverrides: { vcpus: 2 } });
      const shown = (await endpoint.describe(jobId)).container?.resourceRequirements ?? [];
      same(shown.find(({ type }) => type === 'VCPU')?.value, '1', 'VCPU');
    },
  },
  parameterRule('parameters.replaced', 'A `Ref::name` in the command is replaced by the parameter', {
    given: { word: 'hello' },
    expected: 'hello',
  }),
  parameterRule('parameters.default', 'A definition’s parameter is the default', {
    defaults: { word: 'default' },
    expected: 'default',
  }),
  parameterRule('parameters.wins', 'A job’s parameter wins over the definition’s', {
    defaults: { word: 'default' },
    given: { word: 'given' },
    expected: 'given',
  }),
  parameterRule(
    'parameters.literal',
    'A parameter is handed on as it is: no shell looks at it',
    { given: { word: '$HOME *' }, expected: '$HOME *' },
    github('pegasus-isi/pegasus/issues/2151'),
  ),
];

function requires(type: string, value: string): SubmitJobCommandInput['containerOverrides'] {
  return { resourceRequirements: [{ type: type as 'VCPU', value }] };
}

function refusal(
  id: string,
  rule: string,
  containerOverrides: SubmitJobCommandInput['containerOverrides'],
): Rule {
  const check: Rule['check'] = (endpoint) => refused(endpoint.submit({ containerOverrides }));
  return { id, section, rule, source: MODEL, check };
}

interface EnvironmentCase {
  readonly definition?: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, string>>;
  readonly script: string;
}

function succeeds(
  id: string,
  rule: string,
  source: Source,
  { definition, overrides, script }: EnvironmentCase,
): Rule {
  return {
    id,
    section,
    rule,
    source,
    async check(endpoint) {
      const environment = variables(definition ?? {});
      const containerProperties = { ...endpoint.container('exit 9'), environment };
      const { name } = await endpoint.define({ containerProperties });
      const containerOverrides = { environment: variables(overrides) };
      const job = await endpoint.finish(script, { jobDefinition: name, containerOverrides });
      same([job.status, job.container?.exitCode], ['SUCCEEDED', 0], 'status and exit code');
    },
  };
}

function variables(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

interface ParameterCase {
  readonly defaults?: Record<string, string>;
  readonly given?: Record<string, string>;
  readonly expected: string;
}

function parameterRule(
  id: string,
  rule: string,
  { defaults, given, expected }: ParameterCase,
  source: Source = guide('example-use-parameters'),
): Rule {
  return {
    id,
    section: '1.4',
    rule,
    source,
    async check(endpoint) {
      const command = ['/bin/sh', '-c', '[ "$0" = "$EXPECTED" ]', 'Ref::word'];
      const environment = variables({ EXPECTED: expected });
      const containerProperties = { ...endpoint.container(''), command, environment };
      const { name } = await endpoint.define({
        containerProperties,
        ...(defaults && { parameters: defaults }),
      });
      const jobId = await endpoint.submit({ jobDefinition: name, ...(given && { parameters: given }) });
      const job = await endpoint.end(jobId);
      same([job.status, job.container?.exitCode], ['SUCCEEDED', 0], 'status and exit code');
    },
  };
}
