import { DeregisterJobDefinitionCommand, DescribeJobDefinitionsCommand } from '@aws-sdk/client-batch';
import { describe, expect, test } from 'vitest';
import { startTestBatch } from '../start-test-batch.js';

describe('DeregisterJobDefinition', () => {
  test('makes one revision INACTIVE: a name finds the latest ACTIVE one, and numbers go on', async () => {
    await using batch = await startTestBatch();
    const deregister = (jobDefinition: string | undefined) =>
      batch.client.send(new DeregisterJobDefinitionCommand({ jobDefinition }));
    const definitionOf = async (jobId: string) => (await batch.describe(jobId)).jobDefinition;
    await batch.register('film', '0');
    const { jobDefinitionArn } = await batch.register('film', '0');
    await deregister(jobDefinitionArn);
    await deregister(jobDefinitionArn);

    expect(await definitionOf(await batch.submit('film'))).toMatch(/film:1$/);
    await expect(batch.submit('film:2', { jobName: 'job' })).rejects.toMatchObject({
      name: 'ClientException',
      message: expect.stringContaining('Job definition film:2 is INACTIVE'),
    });
    const inactive = new DescribeJobDefinitionsCommand({ jobDefinitionName: 'film', status: 'INACTIVE' });
    expect((await batch.client.send(inactive)).jobDefinitions).toMatchObject([{ revision: 2 }]);

    await deregister('film:1');
    await expect(batch.submit('film')).rejects.toThrow('has no ACTIVE revision');
    expect(await batch.register('film', '0')).toMatchObject({ revision: 3 });
    expect(await definitionOf(await batch.submit('film'))).toMatch(/film:3$/);
  });

  test.each([
    ['film', 'jobDefinition must be <name>:<revision> or an ARN with a revision, not "film"'],
    ['film:7', 'Job definition film:7 does not exist'],
  ])('refuses %s', async (jobDefinition, message) => {
    await using batch = await startTestBatch();
    await batch.register('film', '0');
    await expect(
      batch.client.send(new DeregisterJobDefinitionCommand({ jobDefinition })),
    ).rejects.toMatchObject({ name: 'ClientException', message: expect.stringContaining(message) });
  });
});
