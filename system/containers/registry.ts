import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

const TYPES = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
};

/**
 * A registry on this machine with one image, `greeting`, in which there is a file `/greeting` and otherwise only links to
 * `/usr`, which the machine's own may be mounted on.
 *
 * @param isSlow - Whether the image's layer never comes.
 */
export async function startRegistry({ isSlow = false } = {}) {
  const tar = tarOf([
    { name: 'greeting', text: 'hello from afar\n' },
    ...['bin', 'lib', 'lib64'].map((name) => ({ name, link: `usr/${name}` })),
    { name: 'usr/' },
  ]);
  const layer = gzipSync(tar);
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === 'x64' ? 'amd64' : process.arch,
      os: 'linux',
      config: { Env: ['PATH=/usr/bin'] },
      rootfs: { type: 'layers', diff_ids: [digestOf(tar)] },
    }),
  );
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: TYPES.manifest,
      config: { mediaType: TYPES.config, size: config.length, digest: digestOf(config) },
      layers: [{ mediaType: TYPES.layer, size: layer.length, digest: digestOf(layer) }],
    }),
  );
  const answers = new Map([
    ['/v2/', { type: 'application/json', body: Buffer.from('{}') }],
    ['/v2/greeting/manifests/latest', { type: TYPES.manifest, body: manifest }],
    [`/v2/greeting/manifests/${digestOf(manifest)}`, { type: TYPES.manifest, body: manifest }],
    [`/v2/greeting/blobs/${digestOf(config)}`, { type: 'application/octet-stream', body: config }],
  ]);
  if (!isSlow) {
    answers.set(`/v2/greeting/blobs/${digestOf(layer)}`, { type: 'application/octet-stream', body: layer });
  }

  const asked: string[] = [];
  const server = createServer(({ url = '', method }, response) => {
    asked.push(url);
    const answer = answers.get(url);
    if (!answer && isSlow && url.endsWith(digestOf(layer))) return;
    response.writeHead(answer ? 200 : 404, {
      'content-type': answer?.type ?? 'application/json',
      'content-length': answer?.body.length ?? 0,
      'docker-distribution-api-version': 'registry/2.0',
      ...(answer?.type === TYPES.manifest && { 'docker-content-digest': digestOf(manifest) }),
    });
    response.end(method === 'HEAD' ? undefined : answer?.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    image: `${host}/greeting:latest`,
    /** Whether somebody waits for the layer, or has it. */
    wasAskedForLayer: () => asked.some((url) => url.endsWith(digestOf(layer))),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Entry {
  readonly name: string;
  readonly text?: string;
  readonly link?: string;
}

/** https://man.freebsd.org/cgi/man.cgi?query=tar&sektion=5, "POSIX ustar Archives" */
function tarOf(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(({ name, text = '', link = '' }) => {
    const type = name.endsWith('/') ? '5' : link === '' ? '0' : '2';
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000755\0', 100);
    header.write('0000000\0', 108);
    header.write('0000000\0', 116);
    header.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write('        ', 148);
    header.write(type, 156);
    header.write(link, 157);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    const body = Buffer.alloc(Math.ceil(text.length / 512) * 512);
    body.write(text);
    return [header, body];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
