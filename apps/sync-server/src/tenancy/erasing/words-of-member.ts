import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { pseudonymOf } from '@outpost/domain/kernel/audit/former-member';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { accessEntities } from '../../access/principal.ts';
import type { Transaction } from '../../db/database.ts';
import type { JournalPayload } from '../../journal/chain.ts';
import { recordsOf } from '../../records/load/load.ts';
import { isOwnKind, tableNameOf, type Tenant } from '../../catalogue/tenant.ts';
import type { MemberTexts } from './redactor.ts';

/** A person of the tenant, now or in the past, as the store and the journal know them. */
export type KnownMember = {
  readonly id: string;
  /** Undefined where the person was deleted so long ago that the record is gone (K-6). */
  readonly record: StoredRecord | undefined;
  /** The newest name. */
  readonly name: string;
  readonly names: readonly string[];
  readonly reaches: readonly string[];
};

/** Chosen: nearly every text contains any single letter. */
const leastChars = 2;

/** Reads a person with all names, addresses and numbers that the store and the journal have; undefined where nobody has this id. */
export async function readKnownMember(tx: Transaction, tenant: Tenant, id: string): Promise<KnownMember | undefined> {
  const { orgId } = tenant;
  const entity = entityOf(tenant.catalogue, accessEntities.person);
  const [record] = await recordsOf(tx, tenant, { entity: entity.name, ids: [id] });
  const rows = await tx.query<{ payload: string }>(
    'select payload from store.journal where org_id = $1 and record = $2 and entity = $3 and payload is not null order by n',
    [orgId, id, entity.name],
  );
  if (!record && rows.length === 0) return undefined;
  const [names, reaches] = [new Set<string>(), new Set<string>()];
  const take = (fields: Readonly<Record<string, JsonValue>>) => takeTexts(entity, fields, { names, reaches });
  for (const { payload } of rows) {
    const { changed, superseded } = JSON.parse(payload) as JournalPayload; // the chain wrote it
    for (const side of [0, 1] as const)
      take(Object.fromEntries(Object.entries(changed).map(([name, values]) => [name, values[side]])));
    take(Object.fromEntries(Object.entries(superseded).map(([name, { value }]) => [name, value])));
  }
  if (record) take(record.fields);
  const title = record?.fields[entity.title];
  const name = typeof title === 'string' ? title.trim() : ([...names].at(-1) ?? '');
  return { id, record, name, names: [...names], reaches: [...reaches] };
}

type Taken = { readonly names: Set<string>; readonly reaches: Set<string> };

/** Adds the name, the addresses and the numbers among a person's values. The newest name comes last. */
function takeTexts(entity: Entity, fields: Readonly<Record<string, JsonValue>>, { names, reaches }: Taken): void {
  for (const [name, value] of Object.entries(fields)) {
    const type = entity.fields[name]?.type;
    const text = typeof value === 'string' ? value.trim() : '';
    if (text.length < leastChars) continue;
    if (name === entity.title) {
      names.delete(text);
      names.add(text);
    } else if (type === 'email' || type === 'phone') reaches.add(text);
  }
}

/**
 * Returns all texts that name a person: those of their records, of their account, of the directory and of their devices. `pseudonym`
 * replaces them.
 */
export async function textsOfMember(
  tx: Transaction,
  tenant: Tenant,
  { member, pseudonym }: { readonly member: KnownMember; readonly pseudonym: string },
): Promise<MemberTexts & { readonly reaches: readonly string[] }> {
  const asked = [tenant.orgId, member.id];
  const accounts = await tx.query<{ email: string }>('select email from auth.account_of($1)', [member.id]);
  const directory = await tx.query<{ user_name: string; given_name: string | null; family_name: string | null }>(
    'select user_name, given_name, family_name from auth.directory_person where org_id = $1 and person_id = $2',
    asked,
  );
  const pending = await tx.query<{ email: string; name: string }>(
    `select p.email, p.name from auth.sso_pending p join auth.membership m on m.org_id = p.org_id and m.identity_id = p.identity_id
     where p.org_id = $1 and m.person_id = $2`,
    asked,
  );
  const devices = await tx.query<{ name: string }>(
    `select device_name as name from auth.session where org_id = $1 and person_id = $2
     union select device_name from auth.device_wipe where org_id = $1 and person_id = $2`,
    asked,
  );
  const notices = await tx.query<{ former: string; next: string }>(
    'select former, next from auth.address_notice where org_id = $1 and person_id = $2',
    asked,
  );
  const names = new Set([
    ...member.names,
    ...pending.map(({ name }) => name),
    ...directory.flatMap(({ given_name: given, family_name: family }) => (given !== null && family !== null ? [`${given} ${family}`] : [])), // prettier-ignore
  ]);
  const reaches = new Set([
    ...member.reaches,
    ...accounts.map(({ email }) => email),
    ...pending.map(({ email }) => email),
    ...directory.map(({ user_name: user }) => user),
    ...notices.flatMap(({ former, next }) => [former, next]),
  ]);
  const usable = (texts: ReadonlySet<string>): readonly string[] =>
    [...texts].map((text) => text.trim()).filter((text) => text.length >= leastChars && text !== pseudonym);
  return {
    person: member.id,
    pseudonym,
    names: [...usable(names), ...usable(reaches)],
    reaches: usable(reaches),
    mentioned: await unsharedFirstNames(tx, tenant, { id: member.id, names: usable(names) }),
    devices: usable(new Set(devices.map(({ name }) => name))),
  };
}

/** Returns the first names of a person that no other person of the tenant has: "@Anna" then means this one. */
async function unsharedFirstNames(
  tx: Transaction,
  tenant: Tenant,
  { id, names }: { readonly id: string; readonly names: readonly string[] },
): Promise<readonly string[]> {
  const firsts = [...new Set(names.flatMap((name) => name.split(/\s+/u)[0] ?? []))].filter(({ length }) => length >= leastChars); // prettier-ignore
  if (firsts.length === 0) return [];
  const shared = await tx.query<{ first: string }>(
    `select distinct lower(split_part(fields ->> 'name', ' ', 1)) as first from ${tableNameOf(tenant, accessEntities.person)}
     where org_id = $1 and id <> $2 and lower(split_part(fields ->> 'name', ' ', 1)) = any($3::text[])`,
    [tenant.orgId, id, firsts.map((first) => first.toLowerCase())],
  );
  const taken = new Set(shared.map(({ first }) => first));
  return firsts.filter((first) => !taken.has(first.toLowerCase()));
}

/** Returns how many other records have the person's name as their title. Their names are not the person's. */
export async function countNamesakes(tx: Transaction, tenant: Tenant, { id, name }: KnownMember): Promise<number> {
  let found = 0;
  for (const { name: kind, title } of tenant.catalogue.entities.values()) {
    const [row] = await tx.query<{ count: number }>(
      `select count(*)::int as count from ${tableNameOf(tenant, kind)}
       where org_id = $1 and id <> $2 and life = 'alive' and lower(fields ->> $3::text) = lower($4::text)${isOwnKind(tenant, kind) ? ' and entity = $5' : ''}`,
      [tenant.orgId, id, title, name, ...(isOwnKind(tenant, kind) ? [kind] : [])],
    );
    found += row?.count ?? 0;
  }
  return found;
}

/** Returns a pseudonym for a person that no erased person of the tenant has. */
export async function freePseudonym(tx: Transaction, orgId: string, id: string): Promise<string> {
  for (let digits = 4; ; digits += 2) {
    const pseudonym = pseudonymOf(id, digits);
    const taken = await tx.query('select 1 from store.erased_member where org_id = $1 and pseudonym = $2', [
      orgId,
      pseudonym,
    ]);
    if (taken.length === 0) return pseudonym; // at the latest with all digits: the id is not erased yet
  }
}
