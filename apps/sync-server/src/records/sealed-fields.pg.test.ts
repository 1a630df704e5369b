import { companionId } from '@outpost/domain/kernel/entities/sealed';
import type { JsonValue } from '@outpost/domain/kernel/json';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askList, askRecord } from '../insights/questions.ts';
import { noteRevealed } from '../insights/note-revealed.ts';
import { resealRecords } from './reseal/reseal-records.ts';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import { changeEdit, made, type TestDevice } from '../testing/test-server.ts';

const given = givenServer();
const kind = 'crm/contact-identity';
let w: SalesWorld;
let owner: pg.Client;
/** A colleague of Mia's who sees the team's contacts and their identities. */
let ida: TestDevice;

beforeAll(async () => {
  owner = new pg.Client({ connectionString: given.database.ownerUrl });
  await owner.connect();
});
afterAll(() => owner.end());
beforeEach(async () => {
  w = await makeSalesWorld(given.test);
  const grants = ['crm/contact:read@team', 'crm/contact:update@team', `${kind}:read@org`, `${kind}:update@org`];
  await w.ann.do([made(w.id(), 'platform/role', { key: 'identity', label: 'Identity', grants })]);
  ida = await w.tenant.person('Ida', 'identity', { teamId: w.teams.t1 });
});

/** Makes a contact of Mia's and returns its id. */
async function contact(envelope = {}): Promise<string> {
  const id = w.id();
  await w.mia.do([
    made(id, 'crm/contact', { name: 'Zaphod' }, { ownerId: w.mia.userId, teamId: w.teams.t1, ...envelope }),
  ]);
  return id;
}
const ofContact = (id: string): string => companionId(kind, id);
const withIdentity = (id: string, fields: Readonly<Record<string, JsonValue>>) =>
  made(ofContact(id), kind, { record: id, ...fields });
const change = (id: string, fields: Readonly<Record<string, readonly [JsonValue, JsonValue]>>) =>
  changeEdit(ofContact(id), kind, fields);

/** Returns the places of the database that contain a text: tables, in any column, and the files of the write-ahead log. */
async function placesWith(texts: readonly string[]): Promise<readonly string[]> {
  const { rows: tables } = await owner.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'v') and n.nspname in ('store', 'auth', 'report', 'public') order by 1`,
  );
  const found: string[] = [];
  for (const { name } of tables) {
    const { rows } = await owner.query<{ text: string }>(
      `select t as text from unnest($1::text[]) t where exists (select 1 from ${name} r where position(t in r::text) > 0)`,
      [texts],
    );
    found.push(...rows.map(({ text }) => `${name}: ${text}`));
  }
  const { rows } = await owner.query<{ text: string }>(
    `with log as (select pg_read_binary_file('pg_wal/' || pg_walfile_name(pg_current_wal_insert_lsn())) as bytes)
     select t as text from unnest($1::text[]) t, log where position(convert_to(t, 'UTF8') in log.bytes) > 0`,
    [texts],
  );
  return [...found, ...rows.map(({ text }) => `log: ${text}`)];
}

describe('sealed fields', () => {
  it('[K-4] [A-3] are sent to those who see the record and hold the right, and to nobody else', async () => {
    const id = await contact();
    expect(await ida.do([withIdentity(id, { taxNumber: '12-345-678' })])).toMatchObject({ status: 'accepted' });
    const others = await contact({ ownerId: w.moe.userId, teamId: w.teams.t2 }).catch(() => '');
    for (const device of [ida, w.ann, w.mia, w.max, w.moe, w.vic]) await device.pull();
    expect(ida.held.get(ofContact(id))?.fields).toEqual({ record: id, taxNumber: '12-345-678' });
    expect(w.ann.held.get(ofContact(id))?.fields).toMatchObject({ taxNumber: '12-345-678' });
    // Mia owns the contact, and Max manages her team.
    expect(w.mia.held.has(id)).toBe(true);
    for (const device of [w.mia, w.max, w.moe, w.vic]) expect(device.holds(kind)).toEqual([]);
    expect(ida.tokens.filter((token) => token.startsWith(kind))).toEqual([
      `${kind}@team:${w.teams.t1}`,
      `${kind}@user:${ida.userId}`,
    ]);
    expect(others).not.toBe(id);
  });

  it('[K-4] [A-5] are changed only by people with the right to them, and do not exist for others', async () => {
    const id = await contact();
    const refused = { status: 'refused' };
    expect(await w.mia.do([withIdentity(id, { taxNumber: '1' })])).toMatchObject(refused);
    await ida.do([withIdentity(id, { taxNumber: '12-345-678' })]);
    const there = await w.mia.do([change(id, { taxNumber: ['12-345-678', 'x'] })]);
    const nowhere = await w.mia.do([change(w.id(), { taxNumber: [null, 'x'] })]);
    const code = (of: typeof there): readonly string[] => Object.values(of.refused).map((one) => one.code);
    expect([code(there), code(nowhere)]).toEqual([['records/not-found'], ['records/not-found']]);
    expect(await ida.do([made(w.id(), kind, { record: id, taxNumber: '1' })])).toMatchObject(refused);
    expect(await ida.do([changeEdit(ofContact(id), kind, { ownerId: [null, w.moe.userId] })])).toMatchObject(refused);
  });

  it('[K-4] leave a device whose person loses the right', async () => {
    const id = await contact();
    await ida.do([withIdentity(id, { taxNumber: '12-345-678' })]);
    await ida.pull();
    expect(ida.holds(kind)).toEqual([ofContact(id)]);
    await w.ann.do([changeEdit(ida.userId, 'platform/person', { memberships: [[{ role: 'identity', teamId: w.teams.t1 }], [{ role: 'member', teamId: w.teams.t1 }]] })]); // prettier-ignore
    await ida.pull();
    expect(ida.holds(kind)).toEqual([]);
  });

  it('[K-4] [S-4] merge like other fields, also where two devices offline made them', async () => {
    const id = await contact();
    await ida.do([withIdentity(id, { taxNumber: '11-111', paperNumber: 'P-1' })]);
    const other = ida.twin();
    expect(await other.do([withIdentity(id, { taxNumber: '22-222' })])).toMatchObject({
      status: 'merged',
      superseded: { [ofContact(id)]: { taxNumber: null } },
    });
    await ida.do([change(id, { paperNumber: ['P-1', 'P-2'] })]);
    await ida.pull();
    expect(ida.held.get(ofContact(id))?.fields).toEqual({ record: id, taxNumber: '22-222', paperNumber: 'P-2' });
  });

  it('[K-4] [S-4c] are undone, and can be made again after the undo of their making', async () => {
    const id = await contact();
    const making = ida.act([withIdentity(id, { taxNumber: '11-111' })]);
    const changing = ida.act([change(id, { taxNumber: ['11-111', '22-222'] })]);
    await ida.push([making, changing]);
    await ida.do([], { undoes: changing.id });
    await ida.pull();
    expect(ida.held.get(ofContact(id))?.fields).toMatchObject({ taxNumber: '11-111' });
    await ida.do([], { undoes: making.id });
    expect(await ida.do([withIdentity(id, { taxNumber: '33-333' })])).toMatchObject({ status: 'merged' });
    await ida.pull();
    expect(ida.held.get(ofContact(id))?.fields).toMatchObject({ taxNumber: '33-333' });
  });

  it('[K-4] [P-5] are nowhere in the database in clear: neither in a table, nor in a view, nor in its log', async () => {
    const plain = Array.from({ length: 50 }, (_, place) => `Plain${place}of50x${Math.floor(place * 7919)}`);
    for (const [place, text] of plain.entries()) {
      if (place % 2 === 1) continue;
      const id = await contact();
      const next = plain[place + 1] ?? '';
      const labels = { label: `Set the tax number to ${text}` };
      await ida.do([withIdentity(id, { taxNumber: text, paperNumber: text })], labels);
      const changing = ida.act([change(id, { taxNumber: [text, next] })], { label: `${next}, not ${text}` });
      await ida.push([changing]);
      await ida.twin().do([change(id, { paperNumber: ['stale', next] })]);
      if (place % 4 === 0) await ida.do([], { undoes: changing.id });
      if (place % 6 === 0) await ida.do([change(id, { paperExpires: [null, text] })]);
    }
    expect(await placesWith(plain)).toEqual([]);
    expect(await placesWith(['Zaphod'])).not.toEqual([]); // the search finds fields that are not sealed
    await ida.pull();
    const texts = JSON.stringify(ida.history.filter(({ entity }) => entity === kind));
    expect(ida.history.some(({ entity }) => entity === kind)).toBe(true);
    expect(plain.filter((text) => texts.includes(text))).toEqual([]);
  });

  it('[PLT-29] are encrypted under a new key by command, which can be stopped and continues', async () => {
    const contacts = [await contact(), await contact(), await contact()];
    for (const [place, id] of contacts.entries()) await ida.do([withIdentity(id, { taxNumber: `11-${place}` })]);
    const keys = async (): Promise<readonly string[]> => {
      const { rows } = await owner.query<{ key: string }>(
        `select split_part(fields ->> 'taxNumber', '.', 2) as key from store.crm_contact_identity where org_id = $1`,
        [w.tenant.orgId],
      );
      return rows.map(({ key }) => key);
    };
    const [old] = await keys();
    const { orgId } = w.tenant;
    const ports = { ...given.test.server.tenancy, recordsAtOnce: 2 };
    let transactions = 0;
    const dying = {
      ...ports,
      database: {
        ...ports.database,
        transaction: (...args: Parameters<typeof ports.database.transaction>) =>
          (transactions += 1) > 2 ? Promise.reject(new Error('killed')) : ports.database.transaction(...args),
      } as typeof ports.database,
    };
    await expect(resealRecords(dying, { orgId, rotate: true })).rejects.toThrow('killed');
    expect(new Set(await keys()).size).toBe(2);
    // Between two pieces, values of both keys are read and written.
    await ida.do([change(contacts[0] ?? '', { taxNumber: ['11-0', '11-9'] })]);
    // Ida's change may have been to the record that was left over.
    expect((await resealRecords(ports, { orgId, rotate: false })).records).toBeLessThanOrEqual(1);
    expect(await resealRecords(ports, { orgId, rotate: false })).toMatchObject({ records: 0 });
    expect((await keys()).includes(old ?? '')).toBe(false);
    const fresh = ida.twin();
    await fresh.pull();
    expect(contacts.map((id) => fresh.held.get(ofContact(id))?.fields['taxNumber'])).toEqual(['11-9', '11-1', '11-2']);
  });

  it('[PLT-29] reveals are entries of the journal, also where a device reports them later', async () => {
    const id = await contact();
    await ida.do([withIdentity(id, { taxNumber: '12-345-678' })]);
    const origin = { address: null, request: 'r', person: ida.userId, session: null, device: ida.device };
    const read = { entity: kind, record: ofContact(id), at: '2026-11-20T08:00:00.000Z' };
    const ports = { ...given.test.server.tenancy };
    await noteRevealed(ports, { orgId: w.tenant.orgId, userId: ida.userId, origin }, [
      { ...read, field: 'taxNumber' },
      { ...read, field: 'nothing' },
      { ...read, entity: 'crm/contact', field: 'name' },
    ]);
    const { rows } = await owner.query<{ event: unknown }>('select event from store.event_waiting where org_id = $1 and event @> $2', [w.tenant.orgId, { action: 'sealed/read' }]); // prettier-ignore
    expect(rows).toMatchObject([
      { event: { record: ofContact(id), by: ida.userId, details: { fields: 'taxNumber', revealedAt: read.at } } },
    ]);
    expect(JSON.stringify(rows)).not.toContain('12-345-678');
  });

  it('[K-4] [Q-5] are not records for programs and questions', async () => {
    const id = await contact();
    await w.ann.do([withIdentity(id, { taxNumber: '12-345-678' })]);
    const ports = { ...given.test.pullPorts, clock: given.test.clock };
    const ann = { orgId: w.tenant.orgId, userId: w.ann.userId };
    const unknown = { ok: false, code: 'records/unknown-entity' };
    expect(await askRecord(ports, ann, { entity: kind, id: ofContact(id) })).toMatchObject(unknown);
    expect(await askList(ports, ann, { entity: kind, limit: 10 } as never)).toMatchObject(unknown);
  });
});
