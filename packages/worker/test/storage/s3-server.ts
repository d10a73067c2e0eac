import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { crc32 } from 'node:zlib';

/** What goes wrong with a request: S3 says it is busy or that what has arrived is damaged, or the answer breaks off half way, or never comes. */
type S3Fault = 'busy' | 'damaged' | 'cut' | 'silent' | undefined;

/** As much of S3 as a run needs: real HTTP, path style, in memory. Signatures are not looked at. */
export interface S3Server {
  readonly endpoint: string;
  /** What a worker's environment needs to use it. */
  readonly variables: Readonly<Record<string, string>>;
  /** The objects of all buckets, by `bucket/key`. */
  readonly objects: Map<string, Buffer>;
  /** The requests so far, such as `GET films/film/run.json`. */
  readonly requests: string[];
  /** Decides what goes wrong with a request. */
  fault: (request: string) => S3Fault;
  close(): Promise<void>;
}

const PAGE = 1_000;

/** Starts a server that has the given buckets. */
export async function startS3Server(buckets: readonly string[]): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const uploads = new Map<string, Map<number, Buffer>>();
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => fail(response, 500, 'InternalError', error.message));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://s3');
    const path = decodeURIComponent(url.pathname.slice(1));
    const [bucket = ''] = path.split('/');
    const body = await buffer(request);
    requests.push(`${request.method} ${path}${url.search}`);
    const fault = s3.fault(`${request.method} ${path}`);
    if (fault === 'silent') return;
    if (fault === 'busy') return fail(response, 503, 'SlowDown', 'Please reduce your request rate.');
    if (!buckets.includes(bucket)) return fail(response, 404, 'NoSuchBucket', 'There is no such bucket.');
    const sent = request.headers['x-amz-checksum-crc32'];
    if (fault === 'damaged' || (sent !== undefined && sent !== checksumOf(body)))
      return fail(response, 400, 'BadDigest', 'It does not fit.');

    const { searchParams } = url;
    const uploadId = searchParams.get('uploadId') ?? '';
    switch (`${request.method} ${operationOf(searchParams)}`) {
      case 'GET list-type':
        return send(response, list(bucket, searchParams));
      case 'GET uploads':
        return send(
          response,
          xml(
            'ListMultipartUploadsResult',
            [...uploads.keys()]
              .filter((id) => id.includes(` ${bucket}/${searchParams.get('prefix') ?? ''}`))
              .map(describeUpload)
              .join(''),
          ),
        );
      case 'POST uploads': {
        const id = `${randomUUID()} ${path}`;
        uploads.set(id, new Map());
        return send(response, xml('InitiateMultipartUploadResult', `<UploadId>${id}</UploadId>`));
      }
      case 'PUT uploadId':
        uploads.get(uploadId)?.set(Number(searchParams.get('partNumber')), body);
        return send(response, '', { ETag: etagOf(body) });
      case 'POST uploadId': {
        const parts = [...(uploads.get(uploadId) ?? [])].sort(([a], [b]) => a - b);
        objects.set(path, Buffer.concat(parts.map(([, part]) => part)));
        uploads.delete(uploadId);
        return send(response, xml('CompleteMultipartUploadResult', `<Key>${path}</Key><ETag>x</ETag>`));
      }
      case 'DELETE uploadId':
        uploads.delete(uploadId);
        return send(response, '');
      case 'PUT ':
        if (request.headers['if-none-match'] === '*' && objects.has(path))
          return fail(response, 412, 'PreconditionFailed', 'It is there.');
        objects.set(path, body);
        return send(response, '', { ETag: etagOf(body) });
      case 'POST delete': {
        for (const [, key = ''] of String(body).matchAll(/<Key>(.*?)<\/Key>/g))
          objects.delete(`${path.split('/')[0]}/${key}`);
        return send(response, xml('DeleteResult', ''));
      }
      case 'DELETE ':
        objects.delete(path);
        return send(response, '');
      case 'GET ': {
        const object = objects.get(path);
        if (object === undefined) return fail(response, 404, 'NoSuchKey', 'There is no such key.');
        response.setHeader('x-amz-checksum-crc32', checksumOf(object));
        if (fault === 'cut') return cut(response, object);
        return send(response, object, { ETag: etagOf(object) });
      }
      default:
        return fail(response, 501, 'NotImplemented', `${request.method} ${request.url}`);
    }
  }

  function list(bucket: string, query: URLSearchParams): string {
    const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
    const prefix = `${bucket}/${query.get('prefix') ?? ''}`;
    const keys = [...objects.keys()]
      .filter((key) => key.startsWith(prefix))
      .map((key) => key.slice(bucket.length + 1))
      .filter((key) => key > after)
      .sort((a, b) => (a < b ? -1 : 1));
    const page = keys.slice(0, PAGE);
    const isTruncated = page.length < keys.length;
    const contents = page.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('');
    const next = isTruncated ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    return xml('ListBucketResult', `<IsTruncated>${isTruncated}</IsTruncated>${next}${contents}`);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const s3: S3Server = {
    endpoint,
    variables: {
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'any secret does',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
    objects,
    requests,
    fault: () => undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return s3;
}

function operationOf(query: URLSearchParams): string {
  return ['list-type', 'uploads', 'uploadId', 'delete'].find((name) => query.has(name)) ?? '';
}

function describeUpload(id: string): string {
  const [, path = ''] = id.split(' ');
  return `<Upload><Key>${path.slice(path.indexOf('/') + 1)}</Key><UploadId>${id}</UploadId></Upload>`;
}

function send(response: ServerResponse, body: string | Buffer, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'Content-Length': Buffer.byteLength(body), ...headers }).end(body);
}

function cut(response: ServerResponse, object: Buffer): void {
  response.writeHead(200, { 'Content-Length': object.length });
  response.write(object.subarray(0, Math.floor(object.length / 2)), () => response.destroy());
}

function fail(response: ServerResponse, status: number, code: string, message: string): void {
  if (response.headersSent) return void response.destroy();
  response
    .writeHead(status, { 'Content-Type': 'application/xml', 'x-amz-request-id': 'R1' })
    .end(xml('Error', `<Code>${code}</Code><Message>${message}</Message>`));
}

function xml(name: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><${name}>${content}</${name}>`;
}

function checksumOf(body: Buffer): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
}

function etagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}
