import { CreateJobQueueCommand, RegisterJobDefinitionCommand } from '@aws-sdk/client-batch';
import type { Api } from './api.js';

/** The queues of {@link prepare}, one of which goes first. */
export const QUEUES: readonly string[] = ['local', 'urgent'];

/** Makes the resources that random jobs need. */
export async function prepare(api: Api): Promise<void> {
  for (const image of ['shell', 'absent']) {
    const resourceRequirements = [
      { type: 'VCPU' as const, value: '1' },
      { type: 'MEMORY' as const, value: '16' },
    ];
    const containerProperties = { image, resourceRequirements };
    const definition = { jobDefinitionName: image, type: 'container' as const, containerProperties };
    await api.ask((client) => client.send(new RegisterJobDefinitionCommand(definition)));
  }
  const computeEnvironmentOrder = [{ order: 1, computeEnvironment: 'local' }];
  const queue = { jobQueueName: 'urgent', priority: 10, computeEnvironmentOrder };
  await api.ask((client) => client.send(new CreateJobQueueCommand(queue)));
}
