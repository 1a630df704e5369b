import { describe, expect, it } from 'vitest';
import type { ReplacedDocument } from '../records/documents.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { givenPerson } from '../testing/given-tenant.ts';
import { addedRecord } from '../testing/performed.ts';
import { replacedEntries } from './replaced.ts';

const at = '2026-11-20T08:00:00.000Z';

const markOf = (n: number, record: string, field: string, value: string): ReplacedDocument => ({
  id: `${n}:${record}:${field}`,
  entity: 'outpost/replaced',
  n,
  field,
  record,
  of: 'crm/deal',
  lost: { value, by: givenPerson.id, at },
  kept: { value: 'Kept', by: givenPerson.id, at },
  handled: false,
});

describe('replaced values', () => {
  it('[S-4] are restored by an act that is labelled with the field, and are then no longer listed', async () => {
    const device = await tenantForTest();
    const id = await addedRecord(device, 'crm/deal', { name: 'Acme', stage: 'prospecting' });
    const { device: own, acts } = device.tenant;
    const marks = [markOf(5, id, 'externalKey', 'K-1'), markOf(6, id, 'unheard', 'x')];
    await own.transact(async (write) => {
      for (const mark of marks) write.books.put(mark);
      await Promise.resolve();
    });
    const restored = await acts.restoreReplaced(5, 'externalKey');
    expect(own.memory.acts.get(restored.ok ? restored.value.act : '')?.act.label).toBe('Restored External key');
    const shown = await device.tenant.questions.get({ id });
    expect(shown.ok && shown.value.record.fields['externalKey']).toBe('K-1');
    expect((await replacedEntries(own)).map(({ n }) => n)).toEqual([6]);
    expect(await acts.restoreReplaced(6, 'unheard')).toMatchObject({ ok: false, code: 'records/unknown-field' });
    expect((await replacedEntries(own)).map(({ n }) => n)).toEqual([6]);
  });

  it('[S-4] are listed newest first, with titles, until a person has dealt with them', async () => {
    const device = await tenantForTest();
    const deal = { stage: 'prospecting' };
    const [acme, beta] = [
      await addedRecord(device, 'crm/deal', { name: 'Acme', ...deal }),
      await addedRecord(device, 'crm/deal', { name: 'Beta', ...deal }),
    ];
    const mark = (n: number, record: string) => ({ ...markOf(n, record, 'source', `Lost ${n}`), kept: { value: 'Kept', by: beta, at } }); // prettier-ignore
    const { device: own, acts } = device.tenant;
    await own.transact(async (write) => {
      for (const [n, record] of [[5, acme], [7, beta], [6, acme]] as const) write.books.put(mark(n, record)); // prettier-ignore
      await Promise.resolve();
    });
    const listed = async (record?: string) =>
      (await replacedEntries(own, record)).map(({ n, title, lost, kept }) => [n, title, lost.value, kept.byName]);
    expect(await listed()).toEqual([
      [7, 'Beta', 'Lost 7', 'Beta'],
      [6, 'Acme', 'Lost 6', 'Beta'],
      [5, 'Acme', 'Lost 5', 'Beta'],
    ]);
    expect((await listed(acme)).map(([n]) => n)).toEqual([6, 5]);
    expect(await listed('0190b1f2-7c00-7000-8000-00000000ffff')).toEqual([]);
    expect((await acts.keepReplaced(6, 'source')).ok).toBe(true);
    expect((await listed()).map(([n]) => n)).toEqual([7, 5]);
    expect(await acts.keepReplaced(6, 'source')).toMatchObject({ ok: false, code: 'records/not-found' });
    expect(await acts.restoreReplaced(6, 'source')).toMatchObject({ ok: false, code: 'records/not-found' });
  });
});
