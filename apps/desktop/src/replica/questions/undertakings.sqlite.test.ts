import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { importKind, importRecordId } from '@outpost/domain/kernel/import/reports/kept-refused-rows';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../bridge/contract.ts';
import { noteImportFileNames } from '../records/import-file-names.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { givenMembership, givenPerson, type GivenTenant } from '../testing/given-tenant.ts';
import { givenDeal, givenHistoryRow, ScriptedServer } from '../testing/scripted-server.ts';

const idOf = (kind: 'd' | 'a' | '9', number: number) =>
  `0190b1f2-7c00-7000-8000-${kind.padStart(10, '0')}${String(number).padStart(2, '0')}`;
const deal = (number: number) => idOf('d', number);
const act = (number: number) => idOf('a', number);
const group = idOf('9', 1);
const me = givenPerson.id;
const other = '0190b1f2-7c00-7000-8000-0000000000b2';

/** Returns a row of the journal that came with a page. */
const rowOf = (n: number, change: Partial<HistoryRow>): HistoryRow =>
  givenHistoryRow(deal(n), n, {
    act: act(1),
    label: 'Imported 2 deals',
    at: '2026-11-18T08:00:00.000Z',
    madeAt: '2026-11-18T07:59:00.000Z',
    changed: { name: [null, 'Acme'] },
    ...change,
  });
const renamed = (from: JsonValue, to: JsonValue): HistoryRow['changed'] => ({ name: [from, to] });

/**
 * Makes a history of acts: an import made deals 1 to 4 in two acts, and another person has changed 4 since. One act
 * renamed 5 to 7. Another person's import made 8.
 */
async function givenPast(): Promise<GivenTenant> {
  const server = new ScriptedServer();
  const history = [
    ...[1, 2].map((n) => rowOf(n, { group })),
    ...[3, 4].map((n) => rowOf(n, { group, act: act(2) })),
    ...[5, 6, 7].map((n) =>
      rowOf(n, {
        act: act(3),
        label: 'Filled 3 cells of 3 deals',
        madeAt: '2026-11-19T08:00:00.000Z',
        kind: 'changed',
        changed: renamed('Old', 'Acme'),
      }),
    ),
    rowOf(8, { group: idOf('9', 2), act: act(4), by: other }),
    rowOf(9, { id: deal(4), act: act(5), by: other, kind: 'changed', changed: renamed('Acme', 'Boreal') }),
  ];
  server.page({
    rows: [
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => ({ record: givenDeal(deal(n), n === 4 ? 9 : n) })),
      { record: { ...givenDeal(deal(9), 9), entity: 'own/gauge' } }, // its definition has not arrived yet (K-3)
    ],
    history,
    head: 9,
  });
  const device = await tenantForTest({ transport: server.transport });
  expect((await device.tenant.engine.now()).state).toBe('up-to-date');
  return device.reopen();
}
async function told({ tenant }: GivenTenant, asked: Partial<CallInput<'acts.undertakings'>> = {}) {
  const answer = await tenant.questions.undertakings({ of: 'mine', text: '', limit: 30, ...asked });
  if (!answer.ok) throw new Error(answer.message);
  expect(answer.value.isComplete).toBe(true);
  return answer.value.undertakings;
}

type Kept = { readonly ownerId?: string; readonly life?: 'alive' | 'deleted'; readonly fileLife?: 'alive' | 'deleted' };

/** Returns records of an import with refused rows and of its file, as they came with a page. */
function givenKept(importOf: string, file: string, { ownerId = me, life = 'alive', fileLife = 'alive' }: Kept = {}) {
  const id = importRecordId(importOf);
  const refusedRows = [{ file, label: 'Deals', rows: 2, leftOut: 0 }];
  const content = { id: file, name: 'Refused rows.csv', sizeBytes: 1, mediaType: 'text/csv', sha256: 'a'.repeat(64) };
  const [record, made] = [givenDeal(id, 10), givenDeal(file, 10)];
  const fields = { name: content.name, about: `${importKind}:${id}`, content };
  const inherited = { ownerId, teamId: null, sharedWith: [] };
  return [
    { record: { ...record, entity: importKind, life, ownerId, fields: { name: 'Import of deals', refusedRows } } },
    { record: { ...made, entity: 'platform/file', life: fileLife, inherited, fields } },
  ];
}

describe('acts of a person on many records at once', () => {
  it('[E-2] [A-2] have the refused rows of an import, as long as they are there, and whether the person may delete them', async () => {
    const server = new ScriptedServer();
    const groups = [1, 2, 3, 4, 5].map((number) => idOf('9', number));
    const kept = [{}, { ownerId: other }, { fileLife: 'deleted' }, { life: 'deleted' }] as const;
    server.page({
      rows: [
        ...groups.map((_, at) => ({ record: givenDeal(deal(at + 1), at + 1) })),
        ...kept.flatMap((one, at) => givenKept(groups[at] ?? '', deal(21 + at), one)),
      ],
      history: groups.map((one, at) => rowOf(at + 1, { group: one, act: act(at + 1) })),
      head: 10,
    });
    const device = await tenantForTest({ transport: server.transport, membership: givenMembership('member') });
    expect((await device.tenant.engine.now()).state).toBe('up-to-date');
    const found = new Map((await told(device, { of: 'all-imports' })).map(({ id, refusedRows }) => [id, refusedRows]));
    const rowsOf = (at: number, mayDelete: boolean) => ({
      record: importRecordId(groups[at] ?? ''),
      files: [{ file: deal(21 + at), label: 'Deals', rows: 2, leftOut: 0 }],
      mayDelete,
    });
    expect(groups.map((one) => found.get(one))).toEqual([rowsOf(0, true), rowsOf(1, false), null, null, null]);
  });

  it('leave out acts on the refused rows of an import, which are shown with the import', async () => {
    const server = new ScriptedServer();
    const kept = (n: number, entity: string) =>
      rowOf(n, { act: act(8), label: 'Kept 3 refused rows of an import', entity });
    server.page({
      rows: [1, 2, 3, 4].map((n) => ({ record: givenDeal(deal(n), n) })),
      history: [rowOf(1, { group }), kept(2, importKind), kept(3, 'platform/file'), kept(4, 'platform/file')],
      head: 4,
    });
    const device = await tenantForTest({ transport: server.transport });
    expect((await device.tenant.engine.now()).state).toBe('up-to-date');
    expect((await told(device)).map(({ id }) => id)).toEqual([group]);
  });

  it("[S-9] come from the history on the device, without other people's, with the present state of the records", async () => {
    expect(await told(await givenPast())).toEqual([
      {
        id: act(3),
        kind: 'act',
        label: 'Filled 3 cells of 3 deals',
        madeAt: '2026-11-19T08:00:00.000Z',
        files: [],
        refusedRows: null,
        isBeingUndone: false,
        by: me,
        undone: null,
        parts: [{ entity: 'crm/deal', isCreated: false, records: 3, gone: 0, changedSince: 0 }],
      },
      {
        id: group,
        kind: 'group',
        label: 'Imported 2 deals',
        madeAt: '2026-11-18T07:59:00.000Z',
        files: [],
        refusedRows: null,
        isBeingUndone: false,
        by: me,
        undone: null,
        parts: [{ entity: 'crm/deal', isCreated: true, records: 4, gone: 0, changedSince: 1 }],
      },
    ]);
  });

  it('[S-4c] can be undone after the end of the session that made them, without a network, and redone', async () => {
    const device = await givenPast();
    const { tenant } = device;
    expect(await tenant.acts.undoGroup(group)).toMatchObject({ ok: true, value: { acts: 2 } });
    const [, imported] = await told(device);
    expect(imported).toMatchObject({ isBeingUndone: true, parts: [{ records: 4, gone: 4, changedSince: 0 }] });
    const deals = async () => {
      const list = await tenant.questions.list({ entity: 'crm/deal', life: 'alive', sort: [], limit: 50 });
      return list.ok ? list.value.rows.length : undefined;
    };
    expect(await deals()).toBe(4);
    expect(await tenant.acts.redoLast()).toMatchObject({ ok: true, value: { label: 'Imported 2 deals' } });
    expect(await deals()).toBe(8);
    expect((await told(device))[1]).toMatchObject({ refusedRows: null, isBeingUndone: false, parts: [{ gone: 0 }] });
  });

  it('show that an act is being undone', async () => {
    const device = await givenPast();
    const { tenant } = device;
    expect((await tenant.acts.undo(act(3))).ok).toBe(true);
    expect((await told(device))[0]).toMatchObject({ id: act(3), isBeingUndone: true });
  });

  it('are found by the words of their label and the names of their files, however many came later', async () => {
    const device = await givenPast();
    await noteImportFileNames(device.tenant.device.database, group, ['Künden Nord.csv', 'deals.xlsx']);
    const idsOf = async (asked: { readonly text?: string; readonly limit?: number }) =>
      (await told(device, asked)).map(({ id }) => id);
    expect(await idsOf({ text: 'nord KUNDEN' })).toEqual([group]);
    expect(await idsOf({ text: 'deals' })).toEqual([act(3), group]);
    expect(await idsOf({ text: 'deals nothing' })).toEqual([]);
    expect(await idsOf({ limit: 1 })).toEqual([act(3)]);
    const answer = await device.tenant.questions.undertakings({ of: 'mine', text: 'nord', limit: 1 });
    expect(answer).toMatchObject({
      value: { found: 1, count: 2, undertakings: [{ files: ['Künden Nord.csv', 'deals.xlsx'] }] },
    });
  });
});

describe('the imports of everybody', () => {
  const ofOther = { id: idOf('9', 2), by: other, label: 'Imported 2 deals', undone: null };
  const undoing = (n: number, undoes: string, change: Partial<HistoryRow> = {}): HistoryRow =>
    rowOf(n, { act: act(n), label: 'Undid: Imported 2 deals', undoes, kind: 'changed', changed: { life: ['alive', 'deleted'] }, ...change }); // prettier-ignore
  const importsIn = async (history: readonly HistoryRow[]) => {
    const server = new ScriptedServer();
    const rows = [1, 2, 3, 4, 5].map((n) => ({ record: givenDeal(deal(n), n) }));
    server.page({ rows, history: [...history], head: 60 });
    const device = await tenantForTest({ transport: server.transport });
    expect((await device.tenant.engine.now()).state).toBe('up-to-date');
    const answer = await device.tenant.questions.undertakings({ of: 'all-imports', text: '', limit: 30 });
    if (!answer.ok) throw new Error(answer.message);
    return answer.value.undertakings;
  };
  const imported = [
    rowOf(1, { group, act: act(1) }),
    rowOf(2, { group, act: act(2) }),
    rowOf(3, { group: idOf('9', 2), act: act(3), by: other }),
    ...[4, 5, 6].map((n) =>
      rowOf(n, { id: deal(4), act: act(4), by: other, label: 'Filled 3 cells', kind: 'changed' }),
    ),
  ];

  it('[S-9] are those of all people, without their other changes of many records', async () => {
    expect(await importsIn(imported)).toMatchObject([ofOther, { id: group, by: me, undone: null }]);
  });

  const at = '2026-11-20T07:00:00.000Z';
  const undone = [
    ...imported,
    ...[1, 2].map((n) => undoing(40 + n, act(n), { id: deal(n), group: idOf('9', 7), by: other, madeAt: at })),
  ];

  it('[S-4c] say by whom and when they were undone', async () => {
    expect(await importsIn(undone)).toMatchObject([ofOther, { id: group, undone: { by: other, at } }]);
  });

  it('[S-4c] are not undone any more when that undo is undone', async () => {
    const redone = [51, 52, 53].map((n) => undoing(n, act(41), { id: deal(n - 50), act: act(51) }));
    expect(await importsIn([...undone, ...redone])).toMatchObject([ofOther, { id: group, undone: null }]);
  });

  it('[S-4c] are not undone where only one of their acts is', async () => {
    const one = [51, 52, 53].map((n) => undoing(n, act(1), { id: deal(n - 50), act: act(51) }));
    expect(await importsIn([...imported, ...one])).toMatchObject([ofOther, { id: group, undone: null }]);
  });
});
