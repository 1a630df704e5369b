import { randomBytes } from 'node:crypto';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { Act, CreateEdit, Edit } from '@outpost/domain/kernel/acts/act';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { makeAppLogin } from '@outpost/sync-server/db/app-role';
import { type Database, withColumnKeys } from '@outpost/sync-server/db/database';
import { migrate } from '@outpost/sync-server/db/migrate';
import { withOwner } from '@outpost/sync-server/db/owner-connection';
import { pgDatabase } from '@outpost/sync-server/db/pg-database';
import { localMasterKey } from '@outpost/sync-server/identity/keys/master-key';
import { applyActs } from '@outpost/sync-server/records/apply-acts';
import { applyAsServer, createTenant } from '@outpost/sync-server/tenancy/create-tenant';
import type { BenchStage } from '../stage/stage.ts';

/** The contacts of a tenant. */
export const ownContacts = 1_000;

/** A store that no server process uses. So only the bench reads its journal. */
export type OwnStore = {
  readonly ownerUrl: string;
  readonly appUrl: string;
  readonly database: Database;
  readonly ports: ReturnType<typeof portsOf>;
};
export type OwnTenant = { readonly orgId: string; readonly maker: string; readonly contacts: readonly string[] };

const portsOf = (database: Database) => {
  const clock = { nowMs: () => Date.now() };
  const random = (size: number): Uint8Array => randomBytes(size);
  return { database, clock, random, ids: uuidV7Source(clock, random), installed: installedCatalogue };
};

export async function withOwnStore<T>(stage: BenchStage, work: (store: OwnStore) => Promise<T>): Promise<T> {
  const ownerUrl = await stage.newDatabase(`automations_${randomBytes(4).toString('hex')}`);
  const appUrl = await withOwner(ownerUrl, async (owner) => {
    await migrate(owner);
    return makeAppLogin(owner, { ownerUrl, password: randomBytes(12).toString('hex') });
  });
  // As the server opens it: only with keys it keeps what it read of rights.
  const master = localMasterKey([randomBytes(32)], randomBytes);
  const database = withColumnKeys(pgDatabase(appUrl, { warn: () => undefined }), { master, random: randomBytes });
  try {
    return await work({ ownerUrl, appUrl, database, ports: portsOf(database) });
  } finally {
    await database.close();
  }
}

export const madeRecord = (id: string, entity: string, fields: Readonly<Record<string, JsonValue>>): CreateEdit => ({
  id, entity, create: { schema: installedCatalogue.entities.get(entity)?.schema ?? 1, ownerId: null, teamId: null, sharedWith: [], fields },
}); // prettier-ignore

export async function pushAct({ ports }: OwnStore, { orgId, maker }: Pick<OwnTenant, 'orgId' | 'maker'>, edits: readonly Edit[]): Promise<void> {
  const one: Act = { id: ports.ids.newId(), number: 1, label: 'Changed records', shape: 'each', madeAt: new Date().toISOString(), edits: [...edits] };
  const applied = await applyActs(ports, { orgId, author: { userId: maker }, device: maker, heads: [], acts: [one], numbering: 'next' });
  const [answer] = applied.kind === 'decided' ? applied.answers : [];
  if (answer?.status !== 'accepted') throw new Error(`An act was not accepted: ${JSON.stringify(Object.values(answer?.refused ?? {})[0] ?? applied)}`);
} // prettier-ignore

/** Makes a tenant with contacts, whose only person administers it. */
export async function addOwnTenant(store: OwnStore): Promise<OwnTenant> {
  const { ports } = store;
  const [orgId, maker] = [ports.ids.newId(), ports.ids.newId()];
  await createTenant(ports, { orgId, name: 'Automations', currency: 'USD', timeZone: 'UTC' });
  await applyAsServer(ports, orgId, { label: 'Made the person', edits: [madeRecord(maker, 'platform/person', { name: 'Ann', email: 'ann@bench.example', status: 'active', memberships: [{ role: 'admin', teamId: null }] })] }); // prettier-ignore
  const ids = Array.from({ length: ownContacts }, () => ports.ids.newId());
  const edits = ids.map((id, place) => madeRecord(id, 'crm/contact', { name: `Contact ${place}`, jobTitle: 'Clerk' }));
  for (let first = 0; first < ownContacts; first += 500)
    await pushAct(store, { orgId, maker }, edits.slice(first, first + 500));
  return { orgId, maker, contacts: ids };
}
