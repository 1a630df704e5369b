import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import { changePassword } from '../../identity/accounts/accounts.ts';
import { signIn } from '../../identity/sign-in/sign-in.ts';
import { signOut } from '../../identity/sessions/sign-out.ts';
import { goodPassword, openSignInWorld, postgresEngine, type SignInWorld } from '../../testing/sign-in-world.ts';
import { appendEvents } from '../../jobs/append-events.ts';
import type { JournalPayload } from '../chain.ts';
import { verifyJournal } from '../verify.ts';
import { mostPerHour, noteExport, noteSealedRead } from './note-event.ts';

let world: SignInWorld;
beforeAll(async () => {
  world = await openSignInWorld(await postgresEngine(inject('postgresUrl')));
});
afterAll(() => world.close());

const origin = { address: '192.0.2.199', request: 'req-12345678', person: null, session: null, device: null };

async function givenTenant(): Promise<{ readonly orgId: string; readonly email: string; readonly person: string }> {
  const orgId = await world.addTenant('Fenwright');
  await world.asOwner(`insert into store.clock (org_id) values ('${orgId}')`);
  const email = `ann-${orgId}@fenwright.example`;
  return { orgId, email, person: await world.addPerson(orgId, email) };
}
/** Appends the waiting events, and returns the rows of events, in order. */
async function events(orgId: string): Promise<readonly JournalPayload[]> {
  while ((await appendEvents(world.ports, orgId)) === 'more');
  const rows = await inTenant(world.ports.database, { orgId, mode: 'snapshot' }, (tx) =>
    tx.query<{ payload: string }>("select payload from store.journal where org_id = $1 and kind = 'event' order by n", [
      orgId,
    ]),
  );
  return rows.map(({ payload }) => JSON.parse(payload) as JournalPayload);
}
const actions = (rows: readonly JournalPayload[]) => rows.map(({ event }) => event?.action);

describe('the entries of the journal about signing in', () => {
  it('[PLT-21] name the person, action, time and place of a sign-in, a new password and a sign-out', async () => {
    const { orgId, email, person } = await givenTenant();
    const ports = { ...world.ports, origin };
    const device = world.device();
    const first = await signIn({ email, password: goodPassword, device }, ports);
    if (!first.ok) throw new Error(first.message);
    const again = await signIn(
      { email, password: goodPassword, device: { ...device, key: first.value.deviceKey } },
      ports,
    );
    expect(again.ok).toBe(true);
    const [signedIn, replaced, known] = await events(orgId);
    expect(signedIn?.label).toBe('Signed in on a new device');
    expect(signedIn?.event).toMatchObject({
      action: 'sign-in/new-device',
      outcome: 'done',
      by: person,
      address: '192.0.2.199',
      request: 'req-12345678',
      device: device.id,
      at: new Date(world.ports.clock.nowMs()).toISOString(),
    });
    expect((await signIn({ email, password: goodPassword, device: world.device() }, ports)).ok).toBe(true);
    const session = known?.event?.session ?? '';
    expect(session).toMatch(/^[0-9a-f-]{36}$/);
    expect(session).not.toBe(signedIn?.event?.session);
    expect(replaced?.event).toMatchObject({ action: 'session/ended', details: { why: 'signed-in-again' } });
    expect(known?.event?.action).toBe('sign-in');
    const caller = { userId: person, orgId, sessionId: session, deviceId: device.id };
    const changed = await changePassword(
      { caller, currentPassword: goodPassword, newPassword: 'seven blue wide rivers' },
      { ...ports, origin: { ...origin, person, session } },
    );
    expect(changed.ok).toBe(true);
    await signOut(caller, { ...ports, origin: { ...origin, person, session } });
    const later = (await events(orgId)).slice(4);
    expect(actions(later)).toEqual(['password/changed', 'session/ended', 'sign-out']);
    expect(later[0]?.event).toMatchObject({ by: person, about: person, session });
    expect(later[1]?.event).toMatchObject({ details: { why: 'password-changed' } });
  });

  it('[PLT-21] have a keyed hash of the account in failures, and the address and password nowhere', async () => {
    const { orgId, email, person } = await givenTenant();
    const ports = { ...world.ports, origin };
    const wrong = (typed: string) =>
      signIn({ email: typed, password: 'wrong green hills', device: world.device() }, ports);
    for (let round = 0; round < 5; round += 1) await wrong(email);
    await wrong(email.toUpperCase()); // locked by now
    const rows = await events(orgId);
    expect(actions(rows)).toEqual([
      ...Array.from({ length: 5 }, () => 'sign-in/refused'),
      'account/locked',
      'sign-in/refused',
    ]);
    const hashes = new Set(rows.map(({ event }) => event?.account));
    expect(hashes.size).toBe(1);
    expect([...hashes][0]).toMatch(/^[0-9a-f]{16}$/);
    expect(rows.every(({ event, by }) => event?.about === person && event.by === null && by !== person)).toBe(true);
    expect(rows.at(-1)?.event).toMatchObject({ outcome: 'refused', details: { why: 'locked' } });
    expect(JSON.stringify(rows).toLowerCase()).not.toMatch(/fenwright\.example|wrong green/);
  });

  it('[PLT-21] are not written to a tenant for an unknown address, which is counted for the server', async () => {
    const { orgId } = await givenTenant();
    const count = async () =>
      Number((await world.rowsAsOwner(`select coalesce(sum(times), 0) as n from auth.unplaced_event`))[0]?.['n']);
    const before = await count();
    const unknown = { email: 'nobody@nowhere.example', password: 'wrong green hills', device: world.device() };
    expect((await signIn(unknown, { ...world.ports, origin })).ok).toBe(false);
    expect(await events(orgId)).toEqual([]);
    expect(await count()).toBe(before + 1);
    // The counts are kept for 400 days.
    await world.rowsAsOwner(`update auth.unplaced_event set hour_ms = hour_ms - 401 * 86400000::bigint`);
    expect((await signIn(unknown, { ...world.ports, origin })).ok).toBe(false);
    expect(await count()).toBe(1);
  });

  it('[PLT-21] beyond a bound of failures are counted instead of written, and their number is given at the end of the hour', async () => {
    const { orgId, email } = await givenTenant();
    const tries = mostPerHour + 13;
    for (let round = 0; round < tries; round += 1)
      await signIn({ email, password: 'wrong green hills', device: world.device() }, { ...world.ports, origin });
    const refused = async () => (await events(orgId)).filter(({ event }) => event?.action === 'sign-in/refused');
    expect(await refused()).toHaveLength(mostPerHour);
    world.advance(3_600_000);
    const rows = await refused();
    expect(rows).toHaveLength(mostPerHour + 1);
    expect(rows.at(-1)?.event?.times).toBe(13);
  });
});

describe('events in the chain', () => {
  it('[P-5] are chained and covered by the check of the journal, and found by their columns', async () => {
    const { orgId, person } = await givenTenant();
    const record = world.ports.ids.newId();
    const from = { ...origin, person };
    const nowMs = world.ports.clock.nowMs();
    await inTenant(world.ports.database, { orgId, mode: 'write' }, async (tx) => {
      await noteSealedRead(tx, orgId, { entity: 'crm/contact', record, fields: ['ssn'], nowMs, origin: from });
      await noteExport(tx, orgId, { of: 'crm/contact', count: 212, format: 'csv', nowMs, origin: from });
    });
    expect(actions(await events(orgId))).toEqual(['sealed/read', 'data/exported']);
    const verified = await inTenant(world.ports.database, { orgId, mode: 'snapshot' }, (tx) =>
      verifyJournal(tx, { orgId, keys: world.ports.keys }),
    );
    expect(verified).toMatchObject({ head: 2, rows: 2, problems: [] });
    const found = await inTenant(world.ports.database, { orgId, mode: 'snapshot' }, (tx) =>
      tx.query('select n, class, action, person, address, entity, record from store.audit_entry order by n'),
    );
    expect(found).toEqual([
      { n: 1, class: 'security', action: 'sealed/read', person, address: '192.0.2.199', entity: 'crm/contact', record },
      {
        n: 2,
        class: 'compliance',
        action: 'data/exported',
        person,
        address: '192.0.2.199',
        entity: null,
        record: null,
      },
    ]);
  });

  it('[P-2] belong to one tenant: another one sees neither waiting nor written ones', async () => {
    const [own, other] = [await givenTenant(), await givenTenant()];
    const nowMs = world.ports.clock.nowMs();
    await inTenant(world.ports.database, { orgId: own.orgId, mode: 'write' }, (tx) =>
      noteExport(tx, own.orgId, { of: 'crm/deal', count: 1, format: 'csv', nowMs, origin }),
    );
    const waiting = (orgId: string) =>
      inTenant(world.ports.database, { orgId, mode: 'snapshot' }, (tx) =>
        tx.query('select org_id from store.event_waiting'),
      );
    expect(await waiting(own.orgId)).toEqual([{ org_id: own.orgId }]);
    expect(await waiting(other.orgId)).toEqual([]);
    await expect(
      inTenant(world.ports.database, { orgId: other.orgId, mode: 'write' }, (tx) =>
        noteExport(tx, own.orgId, { of: 'crm/deal', count: 1, format: 'csv', nowMs, origin }),
      ),
    ).rejects.toThrow('row-level security');
  });
});
