import { REGION } from './engine/arn.js';
import type { LocalBatchCredentials } from './local-batch-credentials.js';

/** The variables by which any AWS SDK and the AWS CLI find a local batch and may use it. */
export function clientEnvironment(
  endpoint: string,
  { accessKeyId, secretAccessKey }: LocalBatchCredentials,
): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_BATCH: endpoint,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
}
