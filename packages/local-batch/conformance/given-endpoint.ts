import { Endpoint } from './endpoint.js';
import type { StartedEndpoint } from './start-local.js';

/**
 * The endpoint that the environment names: `ENDPOINT`, the usual variables for region and credentials, and, where its
 * compute environments want them, `SUBNETS`, `SECURITY_GROUPS` (both with commas), `SERVICE_ROLE`, `INSTANCE_ROLE`
 * and `IMAGE`. Closing it removes what the rules shared; definitions and policies stay.
 *
 * @throws Error naming the variable that is missing.
 */
export function givenEndpoint(variables: NodeJS.ProcessEnv, ruleSeconds: number): StartedEndpoint {
  const wanted = (name: string) => {
    const value = variables[name];
    if (value) return value;
    throw new Error(`ENDPOINT needs ${name} as well`);
  };
  const {
    AWS_SESSION_TOKEN: sessionToken,
    SUBNETS,
    SECURITY_GROUPS,
    SERVICE_ROLE,
    INSTANCE_ROLE,
    IMAGE,
  } = variables;
  const endpoint = new Endpoint({
    url: wanted('ENDPOINT'),
    region: variables.AWS_REGION || wanted('AWS_DEFAULT_REGION'),
    credentials: {
      accessKeyId: wanted('AWS_ACCESS_KEY_ID'),
      secretAccessKey: wanted('AWS_SECRET_ACCESS_KEY'),
      ...(sessionToken && { sessionToken }),
    },
    ruleSeconds,
    rulesAtOnce: 8,
    image: IMAGE || 'conformance',
    environment: {
      ...(SERVICE_ROLE && { serviceRole: SERVICE_ROLE }),
      computeResources: {
        type: 'EC2',
        minvCpus: 0,
        maxvCpus: 256,
        instanceTypes: ['optimal'],
        instanceRole: INSTANCE_ROLE || 'ecsInstanceRole',
        subnets: (SUBNETS || 'subnet-1').split(','),
        securityGroupIds: (SECURITY_GROUPS || 'sg-1').split(','),
      },
    },
  });
  const close = async () => {
    await endpoint.clean();
    endpoint.client.destroy();
  };
  return { endpoint, close };
}
