import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { s3Objects } from './s3-objects.ts';

it('[PLT-48] sends a small object again where the service or the network failed', async () => {
  const received: string[] = [];
  const service = createServer((request, response) => {
    void buffer(request).then((body) => {
      received.push(body.toString());
      response.writeHead(received.length === 1 ? 503 : 200).end();
    });
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  const { port } = service.address() as AddressInfo; // it listens on a port
  const objects = s3Objects({ bucket: 'b', region: 'eu-1', endpoint: `http://127.0.0.1:${port}`, keyId: 'k', secret: 's' }); // prettier-ignore
  await objects.put('uploads/1/piece/0', Readable.from([Buffer.from('sealed '), Buffer.from('bytes')]), 12);
  expect(received).toEqual(['sealed bytes', 'sealed bytes']);
  service.close();
});
