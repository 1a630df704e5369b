import { protocolHeader, protocolVersion } from '@outpost/domain/sync/protocol';
import { expect } from 'vitest';
import type { TestServer } from '../test-server.ts';

const encoded = (pairs: Readonly<Record<string, string>>): string =>
  Object.entries(pairs)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');

type Uploading = { readonly test: TestServer; readonly token: string; readonly id: string; readonly bytes: Uint8Array };

/** Sends the bytes of a file as a device does, by the tus protocol. `id`: of the file's record. */
export async function uploadContent({ test, token, id, bytes }: Uploading): Promise<void> {
  const metadata = encoded({ entity: 'platform/file', id, field: 'content' });
  const headers = { 'tus-resumable': '1.0.0', 'upload-length': String(bytes.length), 'upload-metadata': metadata };
  const begun = await test.fetch('/files/uploads', { method: 'POST', token, headers });
  const at = begun.headers.get('location') ?? expect.fail('no location');
  for (let from = 0; from < bytes.length; from += 4_000_000) {
    const piece = bytes.slice(from, from + 4_000_000);
    const sent = await test.server.app.request(at, {
      method: 'PATCH',
      headers: {
        [protocolHeader]: String(protocolVersion),
        authorization: `Bearer ${token}`,
        'tus-resumable': '1.0.0',
        'upload-offset': String(from),
        'content-type': 'application/offset+octet-stream',
        'content-length': String(piece.length),
      },
      body: piece,
    });
    expect(sent.status).toBe(204);
  }
}
