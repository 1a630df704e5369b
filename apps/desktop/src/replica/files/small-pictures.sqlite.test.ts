import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { beforeEach, describe, expect, it } from 'vitest';
import { tenantForTest } from '../testing/for-test.ts';
import { addedRecord } from '../testing/performed.ts';
import { type FileHandlers, fileHandlers } from './files.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
let files: FileHandlers;
let deal: string;
beforeEach(async () => {
  const open = await tenantForTest();
  files = fileHandlers({ tenant: () => accept(open.tenant), ports: open.tenant.device.ports });
  deal = await addedRecord(open, 'crm/deal', { name: 'Dunmere', stage: 'prospecting' });
});

const valueOf = <T>(result: Result<T>): T => (result.ok ? result.value : expect.fail(result.message));
async function added(name: string, bytes: Buffer): Promise<string> {
  const { draft } = valueOf(await files['files.begin']({ name, sizeBytes: bytes.length }));
  valueOf(await files['files.piece']({ draft, at: 0, base64: bytes.toString('base64') }));
  const { ids } = valueOf(
    await files['files.add']({ entity: 'crm/deal', id: deal, label: 'Added a file', drafts: [draft] }),
  );
  return ids[0] ?? '';
}
const small = { mediaType: 'image/png' as const, base64: png.toString('base64') };

describe('[D-4] the small version of a picture', () => {
  it('is kept on the device once it was drawn', async () => {
    const record = await added('site.png', png);
    expect(await files['files.small']({ record })).toEqual(accept({ state: 'none' }));
    valueOf(await files['files.keepSmall']({ record, small }));
    expect(await files['files.small']({ record })).toEqual(accept({ state: 'made', ...small }));
  });

  it('is noted as missing where the picture can not be drawn', async () => {
    const record = await added('site.png', png);
    valueOf(await files['files.keepSmall']({ record, small: null }));
    expect(await files['files.small']({ record })).toEqual(accept({ state: 'undrawable' }));
  });

  it('is refused for a file that is not a picture, for bytes of another type, and for a record that is not visible', async () => {
    const text = await added('notes.txt', Buffer.from('notes'));
    expect(await files['files.keepSmall']({ record: text, small })).toMatchObject({ code: 'request/invalid' });
    const record = await added('site.png', png);
    for (const base64 of [Buffer.from('<svg/>').toString('base64'), ''])
      expect(await files['files.keepSmall']({ record, small: { mediaType: 'image/png', base64 } })).toMatchObject({
        code: 'request/invalid',
      });
    expect(await files['files.keepSmall']({ record, small: { ...small, mediaType: 'image/webp' } })).toMatchObject({
      code: 'request/invalid',
    });
    expect(await files['files.small']({ record })).toEqual(accept({ state: 'none' }));
    for (const answer of [
      await files['files.small']({ record: deal }),
      await files['files.keepSmall']({ record: deal, small }),
    ])
      expect(answer).toMatchObject({ code: 'records/not-found' });
  });
});
