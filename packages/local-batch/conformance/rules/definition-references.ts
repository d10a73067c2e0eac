import { DeregisterJobDefinitionCommand } from '@aws-sdk/client-batch';
import { matches, refused } from '../expect.js';
import { MODEL, type Rule } from '../rule.js';

const section = '1.1';

/** How SubmitJob finds its job definition. */
export const definitionReferenceRules: readonly Rule[] = [
  definitionReference(
    'submit.definition-name',
    'name',
    'by its name: the latest revision',
    ({ name }) => name,
    2,
  ),
  definitionReference(
    'submit.definition-revision',
    'name:revision',
    'by name and revision',
    ({ name }) => `${name}:1`,
    1,
  ),
  definitionReference(
    'submit.definition-arn',
    'ARN',
    'by the ARN of a revision',
    ({ arn }) => arn.replace(/:2$/, ':1'),
    1,
  ),
  definitionReference(
    'submit.definition-arn-bare',
    'ARN',
    'by the ARN without revision: the latest',
    ({ arn }) => arn.replace(/:2$/, ''),
    2,
  ),
  {
    id: 'submit.definition-latest-active',
    section,
    rule: 'By name alone, the latest ACTIVE revision is taken, not a deregistered one',
    source: MODEL,
    async check(endpoint) {
      const { name } = await endpoint.define();
      await endpoint.define({ jobDefinitionName: name });
      await endpoint.client.send(new DeregisterJobDefinitionCommand({ jobDefinition: `${name}:2` }));
      const jobId = await endpoint.submit({ jobDefinition: name });
      matches((await endpoint.describe(jobId)).jobDefinition, /:1$/, 'jobDefinition');
    },
  },
  {
    id: 'submit.definition-all-inactive',
    section,
    rule: 'A name whose revisions are all deregistered is refused',
    source: MODEL,
    async check(endpoint) {
      const { name } = await endpoint.define();
      await endpoint.client.send(new DeregisterJobDefinitionCommand({ jobDefinition: `${name}:1` }));
      await refused(endpoint.submit({ jobDefinition: name }));
    },
  },
];

function definitionReference(
  id: string,
  kind: string,
  how: string,
  reference: (definition: { name: string; arn: string }) => string,
  revision: number,
): Rule {
  return {
    id,
    section,
    rule: `The job definition may be given ${how} (\`${kind}\`)`,
    source: MODEL,
    async check(endpoint) {
      const { name } = await endpoint.define();
      const second = await endpoint.define({ jobDefinitionName: name });
      const jobId = await endpoint.submit({ jobDefinition: reference(second) });
      const { jobDefinition = '' } = await endpoint.describe(jobId);
      matches(jobDefinition, new RegExp(`/${name}:${revision}$`), 'jobDefinition');
    },
  };
}
