import { uniqueName } from '../endpoint.js';
import { holds, matches, same } from '../expect.js';
import { github, MODEL, type Rule } from '../rule.js';
import { sendSigned } from '../send-signed.js';
import { UUID, WRONG } from '../wrong-request.js';

const ERRORS = '1.5';
const source = MODEL;

/** How refusals look, seen without an SDK and with one. */
export const errorRules: readonly Rule[] = [
  {
    id: 'errors.status',
    section: ERRORS,
    rule: 'A mistake of the caller is answered with HTTP status 400',
    source,
    async check(endpoint) {
      same((await sendSigned(endpoint, WRONG)).status, 400, 'HTTP status');
    },
  },
  {
    id: 'errors.header',
    section: ERRORS,
    rule: 'The header `x-amzn-ErrorType` says ClientException',
    source,
    async check(endpoint) {
      const { headers } = await sendSigned(endpoint, WRONG);
      matches(headers.get('x-amzn-errortype') ?? undefined, /^ClientException(:|$)/, 'header');
    },
  },
  {
    id: 'errors.body',
    section: ERRORS,
    rule: 'The body is JSON with `message`',
    source,
    async check(endpoint) {
      const { body } = await sendSigned(endpoint, WRONG);
      holds(typeof body.message === 'string' && body.message !== '', 'there is no message');
    },
  },
  {
    id: 'errors.message',
    section: ERRORS,
    rule: 'The message is `Error executing request, Exception : <detail>, RequestId: <id>`',
    source: github('aws/aws-cli/issues/7982'),
    async check(endpoint) {
      const { body } = await sendSigned(endpoint, WRONG);
      const form = new RegExp(`^Error executing request, Exception : .+, RequestId: ${UUID}$`);
      matches(String(body.message), form, 'message');
    },
  },
  {
    id: 'errors.message-request-id',
    section: ERRORS,
    rule: 'The id in the message is the one of the header',
    source: github('aws/aws-cli/issues/7982'),
    async check(endpoint) {
      const { body, headers } = await sendSigned(endpoint, WRONG);
      const id = headers.get('x-amzn-requestid');
      holds(
        id !== null && String(body.message).endsWith(`RequestId: ${id}`),
        'they differ or one is missing',
      );
    },
  },
  {
    id: 'errors.sdk',
    section: ERRORS,
    rule: 'The SDK sees a ClientException that is the client’s fault, with a request id',
    source,
    async check(endpoint) {
      const error: unknown = await endpoint
        .submit({ jobQueue: uniqueName() })
        .catch((reason: unknown) => reason);
      const { name, $fault, $metadata } = error as {
        name?: string;
        $fault?: string;
        $metadata?: { requestId?: string };
      };
      same([name, $fault], ['ClientException', 'client'], 'name and fault');
      holds($metadata?.requestId, 'there is no request id');
    },
  },
];
