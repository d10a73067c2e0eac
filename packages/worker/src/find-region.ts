const METADATA_TIMEOUT_MS = 2_000;

/**
 * The region that a container's metadata name: ECS on EC2 does not set AWS_REGION.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-metadata-endpoint-v4.html
 *
 * @returns undefined where nothing tells it.
 */
export async function findRegion(environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const { ECS_CONTAINER_METADATA_URI_V4: metadata } = environment;
  if (metadata === undefined) return undefined;
  try {
    const answer = await fetch(`${metadata}/task`, { signal: AbortSignal.timeout(METADATA_TIMEOUT_MS) });
    const { TaskARN = '' } = (await answer.json()) as { readonly TaskARN?: string };
    return /^arn:aws[a-z-]*:ecs:([a-z0-9-]+):/.exec(TaskARN)?.[1];
  } catch {
    // Whoever needs a region says that it is not set.
    return undefined;
  }
}
