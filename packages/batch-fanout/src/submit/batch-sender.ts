import type { BatchClient } from '@aws-sdk/client-batch';

/** What this package needs of a client: a `BatchClient`, used as it is, never copied or changed. */
export type BatchSender = Pick<BatchClient, 'send'>;
