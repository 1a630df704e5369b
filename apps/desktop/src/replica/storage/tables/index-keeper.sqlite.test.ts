import { columnExpression, endsExpression, recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TableIndexes } from './table-indexes.ts';
import type { RecordsInstance, TestDocument } from '../scratch-replica.ts';
import { ScratchReplica, changedTestDocument, documentFor, insertRecords, openRecords } from '../scratch-replica.ts';
import type { SqliteStorage } from '../sqlite-storage.ts';

const stage = columnExpression('keys.stage');
const amount = columnExpression('keys.amount');
const deals = recordTable('crm/deal');

const plan: TableIndexes = {
  entity: 'crm/deal',
  indexes: [
    { name: 'stage_amount', columns: ['keys.stage', 'keys.amount'] },
    { name: 'owner', columns: ['ownerId'], covers: ['keys.amount'] },
    { name: 'amount_down', columns: [{ path: 'keys.amount', descending: true }] },
  ],
};

function deal(number: number): TestDocument {
  const id = `d${String(number).padStart(5, '0')}`;
  return documentFor({
    id,
    entity: 'crm/deal',
    ownerId: `u${number % 7}`,
    keys: { stage: `s${number % 4}`, amount: number % 9 === 0 ? null : (number * 37) % 1_000 },
  });
}

describe('planned indexes', () => {
  let replica: ScratchReplica;
  let storage: SqliteStorage;
  let records: RecordsInstance;

  beforeEach(async () => {
    replica = new ScratchReplica();
    ({ storage, records } = await openRecords(replica.file));
    await insertRecords(
      records,
      Array.from({ length: 500 }, (_, number) => deal(number)),
    );
  });
  afterEach(() => replica.end());

  const planOf = (sql: string) =>
    replica.file.writer
      .prepare<unknown[], { detail: string }>(`explain query plan ${sql}`)
      .all(...Array.from({ length: sql.split('?').length - 1 }, () => 's1'))
      .map((row) => row.detail);
  const indexNames = () =>
    replica.file.writer
      .prepare<[string], string>("select name from sqlite_master where type = 'index' and tbl_name = ? order by name")
      .pluck()
      .all(deals);

  it.each([
    [
      'a filter, sorted by another field',
      `deleted = 0 and ${stage} = ? order by ${amount}, id limit 50`,
      'SEARCH r_crm_deal USING INDEX r_crm_deal__by_stage_amount (keys.stage=?)',
    ],
    [
      'a filter, sorted down',
      `deleted = 0 and ${stage} = ? order by ${amount} desc, id desc limit 50`,
      'SEARCH r_crm_deal USING INDEX r_crm_deal__by_stage_amount (keys.stage=?)',
    ],
    [
      'a filter with empty values last',
      `deleted = 0 and ${stage} = ? order by ${amount} nulls last, id limit 50`,
      'SEARCH r_crm_deal USING INDEX r_crm_deal__by_stage_amount (keys.stage=?)',
    ],
    [
      'a filter on its own',
      `deleted = 0 and ${columnExpression('ownerId')} = ? order by id limit 50`,
      'SEARCH r_crm_deal USING INDEX r_crm_deal__by_owner (owner^id=?)',
    ],
    [
      'a sort on its own',
      `deleted = 0 order by ${amount} desc, id limit 50`,
      'SCAN r_crm_deal USING INDEX r_crm_deal__by_amount_down',
    ],
  ])('[D-2] serve %s, without sorting', async (_name, question, expected) => {
    await storage.ensureIndexes([plan]);
    expect(planOf(`select data from ${deals} where ${question}`)).toEqual([expected]);
  });

  it('[D-2] drop a sort by an expression that a filter has fixed', async () => {
    await storage.ensureIndexes([
      { entity: 'crm/deal', indexes: [{ name: 'note', columns: ['fields.note'] }], columns: ['ownerId'] },
    ]);
    const note = columnExpression('fields.note');
    const filter = `select data from ${deals} where deleted = 0 and ${note} = ?`;
    expect(planOf(`${filter} order by ${note}, id`)).toContain('USE TEMP B-TREE FOR ORDER BY');
    expect(planOf(`${filter} order by id`)).not.toContain('USE TEMP B-TREE FOR ORDER BY');
  });

  it('[D-2] answer sums over their groups from the index only (measured: 23 times faster)', async () => {
    const sums = `select ${columnExpression('ownerId')}, sum(${amount}) from ${deals} where deleted = 0 group by 1`;
    await storage.ensureIndexes([
      { entity: 'crm/deal', indexes: [{ name: 'owner', columns: ['ownerId'] }], columns: ['ownerId', 'keys.amount'] },
    ]);
    expect(planOf(sums)).toEqual(['SCAN r_crm_deal USING INDEX r_crm_deal__by_owner']);
    await storage.ensureIndexes([plan]);
    expect(planOf(sums)).toEqual(['SCAN r_crm_deal USING COVERING INDEX r_crm_deal__by_owner']);
  });

  it('[D-2] return the least and the greatest text at a path at once, and serve no other query', async () => {
    await storage.ensureIndexes([{ entity: 'crm/deal', indexes: [], ends: ['keys.stage'] }]);
    const ends = endsExpression('keys.stage');
    const least = `select ${ends} from ${deals} where deleted = 0 and ${ends} > ?`;
    expect(planOf(least)).toEqual(['SEARCH r_crm_deal USING INDEX r_crm_deal__by__ends_of_keys_stage (<expr>>?)']);
    const others = ['', `and ${stage} is not null`, `and ${stage} = ?`, `and ${stage} > ?`];
    for (const asked of others)
      expect(planOf(`select ${stage}, count(*) from ${deals} where deleted = 0 ${asked} group by 1`)[0]).toBe(
        'SCAN r_crm_deal',
      );
  });

  it('[Q-2] order numbers as numbers', async () => {
    await storage.ensureIndexes([plan]);
    const rows = replica.file.writer
      .prepare<[], number>(
        `select ${amount} from ${deals} where deleted = 0 and ${amount} is not null order by ${amount}`,
      )
      .pluck()
      .all();
    expect(rows).toEqual(rows.toSorted((a, b) => a - b));
    expect(rows.every((row) => typeof row === 'number')).toBe(true);
  });

  it('[D-2] are dropped when no plan names them, and rebuilt when their columns change', async () => {
    await storage.ensureIndexes([plan]);
    expect(indexNames().filter((name) => name.includes('__by_'))).toEqual([
      'r_crm_deal__by_amount_down',
      'r_crm_deal__by_owner',
      'r_crm_deal__by_stage_amount',
    ]);
    await storage.ensureIndexes([
      { entity: 'crm/deal', indexes: [{ name: 'owner', columns: ['ownerId', 'keys.stage'] }] },
    ]);
    expect(indexNames().filter((name) => name.includes('__by_'))).toEqual(['r_crm_deal__by_owner']);
    expect(
      planOf(`select data from ${deals} where deleted = 0 and ${columnExpression('ownerId')} = ? and ${stage} = ?`),
    ).toEqual(['SEARCH r_crm_deal USING INDEX r_crm_deal__by_owner (owner^id=? AND keys.stage=?)']);
    await storage.ensureIndexes([]);
    expect(indexNames().filter((name) => name.includes('__by_'))).toEqual([]);
  });

  it('[D-2] cost nothing at the next start', async () => {
    await storage.ensureIndexes([plan]);
    const again = await openRecords(replica.reopen());
    const steps: number[] = [];
    await again.storage.ensureIndexes([plan], ({ steps: done }) => steps.push(done));
    expect(steps).toEqual([]);
  });

  it('[D-3] are built over existing records, step by step, and maintained from then on', async () => {
    await insertRecords(
      records,
      Array.from({ length: 100 }, (_, number) => deal(1_000 + number)),
    );
    expect(indexNames().filter((name) => name.includes('__by_'))).toEqual([]);
    const steps: string[] = [];
    await storage.ensureIndexes([plan], ({ steps: done, of }) => steps.push(`${done}/${of}`));
    expect(steps).toEqual(Array.from({ length: 6 }, (_, at) => `${at + 1}/6`));
    const counted = replica.file.writer
      .prepare<[], number>(`select count(*) from ${deals} indexed by r_crm_deal__by_owner where deleted = 0`)
      .pluck();
    expect(counted.get()).toBe(600);
    const [first] = await records.findDocumentsById(['d00001'], false);
    if (first === undefined) throw new Error('not stored');
    await records.bulkWrite([{ previous: first, document: changedTestDocument(first, { _deleted: true }) }], 'test');
    expect(counted.get()).toBe(599);
  });

  const ofLeads = (path: string): readonly string[] =>
    planOf(`select data from r_crm_lead where deleted = 0 and ${columnExpression(path)} = ?`);
  const byOwner = [{ entity: 'crm/lead', indexes: [{ name: 'owner', columns: ['ownerId'] }] }];
  const byStage = [{ entity: 'crm/lead', indexes: [{ name: 'stage', columns: ['keys.stage'] }] }];
  const aLead = { ...deal(1), id: 'l00001', entity: 'crm/lead' };

  it('[D-2] create the table of an entity that has no record yet, and its indexes with the first one', async () => {
    await storage.ensureIndexes(byOwner);
    expect(ofLeads('ownerId')).toEqual(['SCAN r_crm_lead']);
    await insertRecords(records, [aLead]);
    expect(ofLeads('ownerId')).toEqual(['SEARCH r_crm_lead USING INDEX r_crm_lead__by_owner (owner^id=?)']);
    await storage.ensureIndexes(byStage);
    expect(ofLeads('keys.stage')).toEqual([expect.stringContaining('r_crm_lead__by_stage')]);
    expect(ofLeads('ownerId').join()).not.toContain('by_owner');
  });

  it('[D-2] create for the first record only the indexes of the last plan, and none twice', async () => {
    await storage.ensureIndexes(byOwner);
    await storage.ensureIndexes(byStage);
    await storage.ensureIndexes(byStage);
    await insertRecords(records, [aLead]);
    expect(ofLeads('keys.stage')).toEqual([expect.stringContaining('r_crm_lead__by_stage')]);
    expect(ofLeads('ownerId').join()).not.toContain('by_owner');
    await insertRecords(records, [{ ...aLead, id: 'l00002' }]);
  });

  it('[D-2] create them also where the record arrives while the plans are carried out', async () => {
    const ensured = storage.ensureIndexes([plan, ...byOwner]);
    await insertRecords(records, [aLead]);
    await ensured;
    expect(ofLeads('ownerId')).toEqual(['SEARCH r_crm_lead USING INDEX r_crm_lead__by_owner (owner^id=?)']);
  });

  const onDemand = [{ ...plan, entity: 'crm/lead', columns: ['ownerId', 'keys.stage', 'keys.amount'], isOnDemand: true }] as const; // prettier-ignore
  const columnsOfLeads = () =>
    replica.file.writer.prepare<[], string>("select name from pragma_table_xinfo('r_crm_lead')").pluck().all();

  it('[T-29] leave out a table on demand until its first record, which brings columns and indexes', async () => {
    await storage.ensureIndexes(onDemand);
    expect([storage.hasTable('crm/lead'), columnsOfLeads()]).toEqual([false, []]);
    await insertRecords(records, [aLead]);
    expect(columnsOfLeads()).toEqual(['seq', 'id', 'deleted', 'rev', 'lwt', 'extra', 'data', 'owner^id', 'keys.stage', 'keys.amount', 'kind']); // prettier-ignore
    expect(ofLeads('ownerId')).toEqual([expect.stringContaining('USING INDEX r_crm_lead__by_owner')]);
    expect(ofLeads('keys.stage')).toEqual([expect.stringContaining('r_crm_lead__by_stage_amount')]);
  });

  it('[T-29] a table on demand that a question made has its columns, and its indexes with the first record', async () => {
    await storage.ensureIndexes(onDemand);
    storage.makeTable('crm/lead');
    expect(ofLeads('keys.stage')).toEqual(['SCAN r_crm_lead']);
    ({ storage, records } = await openRecords(replica.reopen()));
    await storage.ensureIndexes(onDemand);
    await insertRecords(records, [aLead]);
    expect(ofLeads('ownerId')).toEqual([expect.stringContaining('USING INDEX r_crm_lead__by_owner')]);
    await storage.ensureIndexes([{ ...onDemand[0], columns: [...onDemand[0].columns, 'keys.closeDate'] }]);
    expect(columnsOfLeads()).toContain('keys.close^date');
  });
});
