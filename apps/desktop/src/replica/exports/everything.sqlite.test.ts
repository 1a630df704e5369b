import { accept } from '@outpost/domain/kernel/refusal';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { shownRecordSchema } from '../../bridge/shapes/shown-record.ts';
import { importHandlers } from '../imports/imports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { giveImport } from '../testing/give-import.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { readExportedFile, unzipped } from '../testing/read-archive.ts';
import { exportHandlers } from './exports.ts';

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };
function ok<T>(result: Answer<T>): T {
  if (!result.ok) throw new Error(result.message);
  return result.value;
}

const manifestSchema = z.object({
  format: z.literal('outpost-export'),
  organisation: z.object({ id: z.string(), name: z.string() }),
  person: z.object({ id: z.string() }),
  device: z.object({ hasAllRecords: z.boolean(), unsentActs: z.number() }),
  packs: z.array(z.object({ name: z.string(), version: z.number() })),
  kinds: z.array(z.object({ name: z.string(), schema: z.number(), records: z.number(), deleted: z.number() })),
  files: z.array(z.object({ name: z.string(), records: z.number() })),
});

async function givenExports() {
  const device = await tenantForTest();
  const parts = { tenant: () => accept(device.tenant), ports: device.tenant.device.ports };
  const calls = exportHandlers(parts);
  /** Reads an export of everything to its end. `onPiece` is called after each piece. */
  const archive = async (onPiece?: (piece: number) => Promise<void>) => {
    const begun = ok(await calls['exports.beginAll'](null));
    const { bytes, dones } = await readExportedFile(calls, begun.exportId, onPiece);
    const files = new Map([...(await unzipped(bytes))].map(([name, content]) => [name, content.toString('utf8')]));
    const manifest = manifestSchema.parse(JSON.parse(files.get('manifest.json') ?? ''));
    return { ...begun, files, manifest, dones };
  };
  const imports = importHandlers({ ...parts, tell: () => undefined });
  return { device, calls, archive, imports };
}

const linesOf = (text: string | undefined): readonly string[] => (text ?? '').split(/\r?\n/u).filter(Boolean);

describe('the export of everything', () => {
  it('[D-6] writes every kind as CSV and as JSON lines, deleted records apart, and lists its contents', async () => {
    const { device, archive } = await givenExports();
    const account = await addedRecord(device, 'crm/account', {
      name: '=Acme',
      annualRevenue: { amount: 5, currency: 'EUR' },
    });
    const kept = await addedRecord(device, 'crm/contact', { name: 'Zoë', account });
    const gone = await addedRecord(device, 'crm/contact', { name: 'Gone', account });
    await performed(device, 'Deleted', [{ entity: 'crm/contact', id: gone, fields: { life: 'deleted' } }]);
    const { files, manifest, total, dones, fileName, isPartial } = await archive();
    expect([...files.keys()].at(0)).toBe('README.txt');
    expect([...files.keys()].at(-1)).toBe('manifest.json');
    expect(fileName).toMatch(/ \d{4}-\d\d-\d\d\.zip$/u);
    const people = linesOf(files.get('records/crm/contact.jsonl')).map((line) =>
      shownRecordSchema.parse(JSON.parse(line)),
    );
    expect(people.map(({ id, fields }) => [id, fields['name'], fields['account']])).toEqual([[kept, 'Zoë', account]]);
    const [deleted] = linesOf(files.get('deleted/crm/contact.jsonl'));
    expect(shownRecordSchema.parse(JSON.parse(deleted ?? ''))).toMatchObject({ id: gone, life: 'deleted' });
    const [header = '', row = ''] = linesOf(files.get('records/crm/contact.csv'));
    const at = header.split(',').indexOf('Account');
    expect(header.split(',')[at + 1]).toBe('Outpost ID of Account');
    expect(row.split(',').slice(at, at + 2)).toEqual(["'=Acme", account]);
    expect(linesOf(files.get('deleted/crm/contact.csv'))).toHaveLength(2);
    expect(files.has('deleted/crm/account.csv')).toBe(false);
    expect(manifest.kinds.find(({ name }) => name === 'crm/contact')).toMatchObject({ records: 1, deleted: 1 });
    expect(manifest.kinds.find(({ name }) => name === 'crm/deal')).toMatchObject({ records: 0, deleted: 0 });
    expect(manifest.device.unsentActs).toBeGreaterThan(0);
    expect([total, dones.at(-1)]).toEqual([
      manifest.kinds.reduce((sum, kind) => sum + kind.records + kind.deleted, 0),
      total,
    ]);
    expect(isPartial).toBe(!manifest.device.hasAllRecords);
    for (const { name, records } of manifest.files)
      expect([name, linesOf(files.get(name)).length]).toEqual([name, name.endsWith('.csv') ? records + 1 : records]);
    expect(files.get('README.txt')).toContain(manifest.organisation.name);
  });

  it('asks for deleted and merged records only, and computes no names for JSON lines', async () => {
    const { device, archive } = await givenExports();
    const account = (name: string) => addedRecord(device, 'crm/account', { name });
    const [kept, merged, deleted] = [await account('Kept'), await account('Merged'), await account('Deleted')];
    const life = (id: string, value: string) => performed(device, 'Changed', [{ entity: 'crm/account', id, fields: { life: value } }]); // prettier-ignore
    await life(merged, `merged:${kept}`);
    await life(deleted, 'deleted');
    const { questions } = device.tenant;
    const [plain, named] = [vi.spyOn(questions, 'rows'), vi.spyOn(questions, 'listWithNames')];
    const { files } = await archive();
    const ids = (text: string | undefined) => linesOf(text).map((line) => shownRecordSchema.parse(JSON.parse(line)).id);
    expect(ids(files.get('deleted/crm/account.jsonl'))).toEqual([merged, deleted].toSorted());
    expect(linesOf(files.get('deleted/crm/account.csv'))).toHaveLength(3);
    const lives = plain.mock.calls.filter(([{ entity }]) => entity === 'crm/account').map(([query]) => query.life);
    expect(lives).toEqual(['alive', 'alive', 'gone', 'gone']);
    expect(named.mock.calls.filter(([{ entity }]) => entity === 'crm/account')).toHaveLength(2);
  });

  it('[E-2] an import of a file of the archive changes nothing', async () => {
    const { device, archive, imports } = await givenExports();
    const account = await addedRecord(device, 'crm/account', { name: "'quoted'", email: 'one@example.com' });
    await addedRecord(device, 'crm/contact', { name: '@home', email: 'a@example.com', account });
    const { files } = await archive();
    for (const kind of ['crm/account', 'crm/contact']) {
      const content = files.get(`records/${kind}.csv`) ?? '';
      const importId = await giveImport(imports, [{ name: `${kind.slice(4)}.csv`, content }]);
      const plan = ok(await imports['imports.open']({ importId, recipe: `entity:${kind}` }));
      expect(plan.counts).toMatchObject({ creates: {}, changes: {}, unchanged: 1, refused: 0 });
    }
  });

  it('contains each record once in each file, also those that are changed meanwhile', async () => {
    const { device, archive } = await givenExports();
    const edits = Array.from({ length: 1_000 }, (_, index) => ({
      entity: 'crm/deal',
      create: { fields: { name: `Deal ${index}`, stage: 'prospecting' } },
    }));
    const ids = (await Promise.all([0, 1, 2].map(() => performed(device, 'Added', edits)))).flatMap((act) => act.ids);
    const { files, dones } = await archive(async (piece) => {
      if (piece > 12) return;
      const changed = ids.slice(0, 500).map((id) => ({ entity: 'crm/deal', id, fields: { name: `Zzz ${piece}` } }));
      await performed(device, 'Changed', changed);
    });
    const read = linesOf(files.get('records/crm/deal.jsonl')).map(
      (line) => shownRecordSchema.parse(JSON.parse(line)).id,
    );
    expect(read).toEqual(ids.toSorted());
    expect(dones.length).toBeGreaterThan(3);
    expect(dones).toEqual(dones.toSorted((a, b) => a - b));
  });

  it('ends when it is cancelled', async () => {
    const { device, calls } = await givenExports();
    await addedRecord(device, 'crm/deal', { name: 'One', stage: 'prospecting' });
    const { exportId } = ok(await calls['exports.beginAll'](null));
    expect(await calls['exports.piece']({ exportId, piece: 0 })).toMatchObject({ ok: true });
    await calls['exports.cancel']({ exportId });
    expect(await calls['exports.piece']({ exportId, piece: 1 })).toMatchObject({ code: 'request/not-found' });
  });
});
