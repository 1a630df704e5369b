import { asItWas } from '@outpost/domain/sync/as-it-was';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { usd } from '@outpost/domain/testing/usd';
import { describe, expect, it } from 'vitest';
import { readAsker } from '../../access/asker.ts';
import { inTenant } from '../../db/database.ts';
import { openAsRole } from '../../db/open-as-role.ts';
import { eraseRecords } from '../../records/erase/erase-records.ts';
import { loadRecords } from '../../records/load/load.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { made } from '../../testing/test-server.ts';
import { askHistory } from './record-history.ts';

const given = givenServer();

/** Returns a record as the store has it now. */
const stored = (w: SalesWorld, id: string): Promise<StoredRecord | null | undefined> =>
  inTenant(given.test.database, { orgId: w.tenant.orgId, mode: 'snapshot' }, async (tx) => {
    const { installed } = given.test.server.tenancy;
    const { tenant } = await readAsker(tx, { orgId: w.tenant.orgId, userId: w.ann.userId, installed });
    return (await loadRecords(tx, tenant, [id])).get(id);
  });

describe('a record as it was, by the journal that devices get [S-9]', () => {
  it('equals the record at each of these times: a merge of edits, an undo, an own field, a deletion, a merge of records', async () => {
    const w = await makeSalesWorld(given.test);
    const [d1, twin] = [w.id(), w.id()];
    await w.ann.do([made(w.id(), 'platform/field-definition', { forEntity: 'crm/deal', name: 'gateCode', label: 'Gate code', type: 'text' })]); // prettier-ignore
    const steps: readonly (() => Promise<unknown>)[] = [
      () => w.mia.do([w.deal(d1), w.deal(twin)]),
      () => w.mia.do([w.set(d1, { gateCode: [null, '0815'] })]),
      // Both changed the same version: the fields of both are kept, and the later one wins where both changed one.
      () => w.mia.do([w.set(d1, { value: [usd(5), usd(6)], name: ['Deal', 'Mia’s'] })]),
      () => w.ann.do([w.set(d1, { name: ['Deal', 'Ann’s'] })]),
      () => w.mia.do([w.set(d1, { gateCode: ['0815', null] })]),
      () => w.mia.do([w.set(d1, { gateCode: [null, '0815'] })], { label: 'Undone' }),
      () => w.mia.do([w.set(d1, { sharedWith: [[], [w.moe.userId]] })]),
      () => w.mia.do([w.set(d1, { life: ['alive', 'deleted'] })]),
      () => w.mia.do([w.set(d1, { life: ['deleted', 'alive'] })]),
      () => w.ann.do([w.set(d1, { life: ['alive', `merged:${twin}`] })]),
    ];
    const seen: { readonly at: string; readonly record: StoredRecord }[] = [];
    for (const step of steps) {
      await step();
      const record = await stored(w, d1);
      if (!record) throw new Error('The record is gone');
      seen.push({ at: record.updatedAt, record });
      given.test.advance(60_000);
    }
    const now = seen.at(-1)?.record;
    const question = { orgId: w.tenant.orgId, userId: w.ann.userId, entity: 'crm/deal', id: d1, limit: 500 };
    const answer = await askHistory(given.test.server.tenancy, question);
    if (!answer.ok || !now) throw new Error('There is no history');
    expect(answer.value.rows.length).toBe(steps.length);
    for (const { at, record } of seen)
      expect(asItWas(at, { record: now, rows: answer.value.rows, isField: () => true })).toMatchObject({
        state: 'known',
        record: {
          fields: record.fields,
          life: record.life,
          sharedWith: record.sharedWith,
          ownerId: record.ownerId,
          version: record.version,
          updatedBy: record.updatedBy,
        },
        unknown: [],
      });
  });

  it('[P-5] is not known before a change whose row lost its content by law, also where the server is asked on demand', async () => {
    const w = await makeSalesWorld(given.test);
    const [d1, contact] = [w.id(), w.id()];
    await w.mia.do([w.deal(d1)]);
    const before = await stored(w, d1);
    given.test.advance(60_000);
    const named = made(contact, 'crm/contact', { name: 'Zaphod Beeblebrox' }, { ownerId: w.mia.userId });
    await w.mia.do([named, w.set(d1, { name: ['Deal', 'Two'] })], { label: 'Met Zaphod Beeblebrox' });
    given.test.advance(60_000);
    await w.mia.do([w.set(d1, { name: ['Two', 'Three'] })]);
    const eraser = await openAsRole(given.database.ownerUrl, 'outpost_eraser');
    const erased = await eraseRecords(
      { ...given.test.server.tenancy, database: eraser, signing: given.test.keys.signing },
      { orgId: w.tenant.orgId, ids: [contact], withChildren: false, withUnknown: false, orderedBy: 'ticket 4711', reason: 'GDPR', isDry: false },
    ); // prettier-ignore
    await eraser.close();
    expect(erased.ok).toBe(true);
    const question = { orgId: w.tenant.orgId, userId: w.mia.userId, entity: 'crm/deal', id: d1, limit: 10 };
    const answer = await askHistory(given.test.server.tenancy, question);
    const record = await stored(w, d1);
    if (!answer.ok || !record || !before) throw new Error('There is no history');
    expect(answer.value.rows.map(({ label, changed }) => [label, changed['name']?.[1]])).toEqual([
      ['test', 'Three'],
      ['Erased by law', undefined],
      ['test', 'Deal'],
    ]);
    const { rows } = answer.value;
    expect(asItWas(before.updatedAt, { record, rows, isField: () => true })).toMatchObject({ why: 'gap' });
  });
});
