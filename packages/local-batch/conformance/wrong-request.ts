/** What an id looks like, as the source of a regular expression. */
export const UUID = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** A request that is refused, because there is no such queue. */
export const WRONG = {
  path: '/v1/submitjob',
  body: '{"jobName":"job","jobQueue":"no-such-queue","jobDefinition":"none"}',
};
