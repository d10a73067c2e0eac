import { refused, same } from '../expect.js';
import { MODEL, type Rule } from '../rule.js';

const section = '4.2';
const source = MODEL;

/** The sizes that a job may have on Fargate. */
export const fargateRules: readonly Rule[] = [
  {
    id: 'fargate.accepted',
    section,
    rule: 'A definition for Fargate may ask for 0.25 vCPU and 512 MiB',
    source,
    async check(endpoint) {
      same((await endpoint.define(fargate(endpoint.options.image, '0.25', '512'))).revision, 1, 'revision');
    },
  },
  sizeRefused('fargate.vcpu', 'A definition for Fargate cannot ask for 3 vCPU', '3', '8192'),
  sizeRefused('fargate.memory', 'A definition for Fargate cannot ask for 1 vCPU and 1,024 MiB', '1', '1024'),
  {
    id: 'fargate.gpu',
    section,
    rule: 'A definition for Fargate cannot ask for a GPU',
    source,
    async check(endpoint) {
      const { containerProperties, ...definition } = fargate(endpoint.options.image, '1', '2048');
      const resourceRequirements = [
        ...containerProperties.resourceRequirements,
        { type: 'GPU' as const, value: '1' },
      ];
      await refused(
        endpoint.define({
          ...definition,
          containerProperties: { ...containerProperties, resourceRequirements },
        }),
      );
    },
  },
];

function sizeRefused(id: string, rule: string, vcpu: string, memory: string): Rule {
  const check: Rule['check'] = (endpoint) =>
    refused(endpoint.define(fargate(endpoint.options.image, vcpu, memory)));
  return { id, section, rule, source, check };
}

function fargate(image: string, vcpu: string, memory: string) {
  return {
    platformCapabilities: ['FARGATE' as const],
    containerProperties: {
      image,
      executionRoleArn: 'arn:aws:iam::123456789012:role/ecsTaskExecutionRole',
      resourceRequirements: [
        { type: 'VCPU' as const, value: vcpu },
        { type: 'MEMORY' as const, value: memory },
      ],
    },
  };
}
