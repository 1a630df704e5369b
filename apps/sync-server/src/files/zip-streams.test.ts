import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { addBytes, endZip } from './zip-streams.ts';

it('a ZIP file fails for its reader where the bytes of a part fail, and the process continues', async () => {
  async function* damaged(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('the first segment');
    throw new Error('do not open');
  }
  const zip = new ZipFile();
  addBytes(zip, { path: 'plan.txt', bytes: Readable.from(damaged(), { objectMode: false }), compress: true });
  await expect(buffer(endZip(zip))).rejects.toThrow('do not open');
});
