import { describe, expect, it } from 'vitest';
import { moment } from '@outpost/domain/kernel/entities/field-types';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { tenantForTest } from '../testing/for-test.ts';
import { givenPerson, type GivenTenant } from '../testing/given-tenant.ts';
import { addedRecord, performed } from '../testing/performed.ts';
import { givenDeal, givenHistoryRow, jsonReply, ScriptedServer } from '../testing/scripted-server.ts';

const deal = '0190b1f2-7c00-7000-8000-000000000d01';
const other = '0190b1f2-7c00-7000-8000-000000000d02';
const definition = '0190b1f2-7c00-7000-8000-00000000de01';
const at = (day: string) => moment(`2026-11-${day}T08:00:00.000Z`);
const created = givenHistoryRow(deal, 1, { at: at('02'), changed: { name: [null, 'Acme'], stage: [null, 'prospecting'], ownerId: [null, givenPerson.id] } }); // prettier-ignore
const changed = (n: number, day: string, pairs: HistoryRow['changed'], more: Partial<HistoryRow> = {}) =>
  givenHistoryRow(deal, n, { kind: 'changed', at: at(day), changed: pairs, ...more });

type Given = {
  readonly fields?: Readonly<Record<string, string>>;
  readonly life?: 'alive' | 'deleted' | `merged:${string}`;
  readonly history: readonly HistoryRow[];
  readonly version: number;
  readonly day: string;
};
/** Makes a device that holds the deal, an own field of its kind, and these rows of its history. */
async function given({ fields = {}, life = 'alive', history, version, day }: Given) {
  const server = new ScriptedServer();
  const record = { ...givenDeal(deal, version, fields), life, createdAt: at('02'), updatedAt: at(day) };
  server.page({
    rows: [
      {
        record: {
          ...givenDeal(definition, 1),
          entity: 'platform/field-definition',
          fields: { forEntity: 'crm/deal', name: 'gateCode', label: 'Gate code', type: 'text' },
        },
      },
      { record: { ...givenDeal(other, 1), fields: { name: 'Acme again', stage: 'prospecting' } } },
      { record },
    ],
    history,
    head: version,
  });
  const device = await tenantForTest({ transport: server.transport });
  await device.tenant.engine.now();
  return { device, server };
}
const ask = async ({ tenant }: GivenTenant, day: string, id = deal) => {
  const answer = await tenant.questions.asItWas({ id, at: at(day) });
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
};
const fieldsOn = async (device: GivenTenant, day: string) => {
  const answer = await ask(device, day);
  return answer.state === 'known' ? answer.record.fields : answer;
};

describe('a record as it was, on a device [S-9]', () => {
  it('is computed offline from the history here: an own field, an undone change, the authors of later changes', async () => {
    const { device } = await given({
      fields: { stage: 'prospecting', gateCode: '4711' },
      version: 5,
      day: '12',
      history: [
        created,
        changed(3, '08', { stage: ['prospecting', 'engaging'] }),
        changed(4, '10', { stage: ['engaging', 'prospecting'] }, { undoes: other, label: 'Undone' }),
        changed(5, '12', { gateCode: ['0815', '4711'] }),
      ],
    });
    // The own field was filled in before any known row of it: the creation does not name it.
    const known = await ask(device, '09');
    expect(known).toMatchObject({ state: 'known', record: { fields: { name: 'Acme', stage: 'engaging' } } });
    expect(known.state === 'known' && known.unknown).toContain('gateCode');
    expect(known).toMatchObject({
      next: { stage: { by: givenPerson.id, at: at('10') }, gateCode: { by: givenPerson.id, at: at('12') } },
    });
    expect(await fieldsOn(device, '11')).toMatchObject({ stage: 'prospecting' });
    expect(await fieldsOn(device, '12')).toMatchObject({ gateCode: '4711' });
    expect(await ask(device, '01')).toEqual({ state: 'not-yet', createdAt: at('02') });
  });

  it('was deleted, or merged into another record, as its life says', async () => {
    const lives = [
      created,
      changed(2, '05', { life: ['alive', 'deleted'] }),
      changed(3, '06', { life: ['deleted', 'alive'] }, { undoes: other }),
      changed(4, '09', { life: ['alive', `merged:${other}`] }),
    ];
    const { device } = await given({ life: `merged:${other}`, version: 4, day: '09', history: lives });
    const lifeOn = async (day: string) => {
      const answer = await ask(device, day);
      return answer.state === 'known' ? answer.record.life : answer.state;
    };
    expect([await lifeOn('04'), await lifeOn('05'), await lifeOn('07'), await lifeOn('10')]).toEqual([
      'alive',
      'deleted',
      'alive',
      `merged:${other}`,
    ]);
  });

  it('asks the server for older history, and says where nobody knows it', async () => {
    const { device, server } = await given({
      fields: { stage: 'engaging' },
      version: 5,
      day: '12',
      history: [changed(5, '12', { stage: ['prospecting', 'engaging'] })],
    });
    server.answers.push(jsonReply({ rows: [created], more: false }));
    expect(await fieldsOn(device, '10')).toMatchObject({ name: 'Acme', stage: 'prospecting' });
    server.answers.push(jsonReply({ rows: [], more: false }));
    expect(await ask(device, '10')).toEqual({ state: 'not-known', why: 'older', since: at('12'), isServerAsked: true });
    server.answers.push(new Error('offline'));
    expect(await ask(device, '10')).toEqual({
      state: 'not-known',
      why: 'older',
      since: at('12'),
      isServerAsked: false,
    });
  });

  it('does not count changes that wait on this device, and has none of a record that was never sent', async () => {
    const { device } = await given({ version: 1, day: '02', history: [created] });
    await performed(device, 'Renamed', [{ entity: 'crm/deal', id: deal, fields: { name: 'Acme Ltd' } }]);
    expect(await fieldsOn(device, '20')).toMatchObject({ name: 'Acme' });
    const fresh = await addedRecord(device, 'crm/deal', { name: 'New', stage: 'prospecting' });
    const later = await device.tenant.questions.asItWas({ id: fresh, at: moment('2030-01-01T00:00:00.000Z') });
    expect(later).toMatchObject({ ok: true, value: { state: 'not-known', why: 'not-sent' } });
    expect(await device.tenant.questions.asItWas({ id: definition.replace('de01', 'de99'), at: at('02') })).toMatchObject({ ok: false, code: 'records/not-found' }); // prettier-ignore
  });
});
