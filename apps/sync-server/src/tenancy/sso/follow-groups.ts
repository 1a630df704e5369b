import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { namedRoles } from '@outpost/domain/kernel/access/judge-access';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept } from '@outpost/domain/kernel/refusal';
import { inTenant, type Transaction } from '../../db/database.ts';
import { forgetGivenRoles, noteGivenRoles, readGivenRoles } from '../../identity/providers/given-roles.ts';
import { readProvider } from '../../identity/providers/providers.ts';
import type { FollowGroups } from '../../identity/sso/settle.ts';
import { ownerRole } from '../../identity/providers/owner-role.ts';
import type { Origin } from '../../journal/events/journal-event.ts';
import { actAsServer } from '../act-as.ts';
import type { TenancyPorts } from '../create-tenant.ts';
import { changeRolesOf, type RoleGiver } from '../group-roles/change-roles.ts';
import type { GroupRole } from '../group-roles/group-role.ts';
import { rolesByDirectory, rolesByProviders, type RolesByPerson } from '../group-roles/role-sources.ts';

/** Returns those of these roles that the tenant has. */
export async function livingRoles(
  tx: Transaction,
  { orgId, roles }: { readonly orgId: string; readonly roles: readonly string[] },
): Promise<readonly string[]> {
  const rows = await tx.query<{ key: string }>(
    `select fields ->> 'key' as key from store.platform_role where org_id = $1 and life = 'alive' and fields ->> 'key' = any($2::text[])`,
    [orgId, roles],
  );
  return rows.map(({ key }) => key);
}

type Person = { readonly orgId: string; readonly providerId: string; readonly personId: string };

/** Returns the roles that a person has from another source than this provider: their directory, or another provider. */
async function elsewhereOf(
  tx: Transaction,
  { orgId, providerId }: Pick<Person, 'orgId' | 'providerId'>,
  people: readonly string[],
): Promise<RolesByPerson> {
  const byDirectory = await rolesByDirectory(tx, { orgId, people });
  const byOthers = await rolesByProviders(tx, { orgId, people, exceptProvider: providerId });
  return new Map(people.map((id) => [id, [...(byDirectory.get(id) ?? []), ...(byOthers.get(id) ?? [])]]));
}

/** Whether a person is the last active owner: without one nobody could name another (PLT-26). */
async function isLastOwner(tx: Transaction, { orgId, personId }: Person): Promise<boolean> {
  const owners = await tx.query<{ id: string }>(
    `select p.id from store.platform_person p where p.org_id = $1 and p.life = 'alive' and coalesce(p.fields ->> 'status', 'active') = 'active'
       and jsonb_path_exists(p.fields, '$.memberships[*] ? (@.role == $role && @.teamId == null && !exists(@.until))', jsonb_build_object('role', $2::text))
     limit 2`,
    [orgId, ownerRole],
  );
  return owners.length === 1 && owners[0]?.id === personId;
}

type Plan = {
  readonly label: string;
  /** Roles that the person lacks, and gets. */
  readonly gives: readonly string[];
  /** Roles that the person has from another source, which this provider gives as well from now on. */
  readonly shares: readonly string[];
  /** Roles that this provider gave before and no longer gives. */
  readonly ends: readonly string[];
  /** Those of them that stay, because nobody else owns the organisation. */
  readonly kept: readonly string[];
};

/** Returns the change; undefined where the person or the provider is gone. */
async function planOf(tx: Transaction, person: Person, roles: readonly string[]): Promise<Plan | undefined> {
  const { orgId, providerId, personId } = person;
  const provider = await readProvider(tx, { orgId, id: providerId });
  const [row] = await tx.query<{ memberships: JsonValue }>(`select fields -> 'memberships' as memberships from store.platform_person where org_id = $1 and id = $2 and life = 'alive'`, [orgId, personId]); // prettier-ignore
  if (!provider || !row) return undefined;
  const keysOf = (all: readonly (GroupRole & { readonly until?: string | undefined })[]) =>
    new Set(all.flatMap(({ role, teamId, until }) => (teamId === null && until === undefined ? [role] : [])));
  const held = keysOf(namedRoles({ fields: { memberships: row.memberships } }));
  const elsewhere = keysOf((await elsewhereOf(tx, person, [personId])).get(personId) ?? []);
  const given = await readGivenRoles(tx, { orgId, people: [personId] });
  const mine = new Set(given.flatMap((one) => (one.providerId === providerId ? [one.role] : [])));
  const wanted = new Set(await livingRoles(tx, { orgId, roles }));
  const ends = [...mine.difference(wanted)];
  return {
    label: cutLabel(`Changed roles by groups of ${provider.name}`),
    gives: [...wanted.difference(held)],
    shares: [...wanted.intersection(held).intersection(elsewhere).difference(mine)], // other held roles were given by hand
    ends,
    kept: ends.includes(ownerRole) && (await isLastOwner(tx, person)) ? [ownerRole] : [],
  };
}

const inOrganisation = (roles: readonly string[]): readonly GroupRole[] =>
  roles.map((role) => ({ role, teamId: null }));

/** Returns the function that lets a person's roles follow their groups at a sign-in, by acts of the server (ADR 90). */
export const groupFollower =
  (ports: TenancyPorts): FollowGroups =>
  async ({ roles, ...person }, origin) => {
    const { orgId, personId } = person;
    const plan = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => planOf(tx, person, roles));
    if (!plan) return accept(undefined);
    const { label, gives, shares, ends, kept } = plan;
    const write = (work: (tx: Transaction) => Promise<void>) =>
      inTenant(ports.database, { orgId, mode: 'write' }, work);
    // Noted before they are given: if the server ends in between, every given role is noted, so a later sign-in can remove it.
    if (gives.length + shares.length > 0)
      await write((tx) => noteGivenRoles(tx, { ...person, roles: [...gives, ...shares] }, ports));
    const giver = giverOf(ports, person, { label, origin });
    const given = await changeRolesOf(ports, giver, [{ person: personId, gives: inOrganisation(gives), takes: [] }]);
    if (!given.ok) {
      await write((tx) => forgetGivenRoles(tx, { ...person, roles: gives }));
      return given;
    }
    const ended: string[] = [];
    for (const role of ends) {
      if (kept.includes(role)) continue;
      const taken = await changeRolesOf(ports, giver, [{ person: personId, gives: [], takes: inOrganisation([role]) }]);
      if (taken.ok) ended.push(role);
      else if (taken.code !== 'access/last-administrator') return taken; // the last administrator keeps the role, and it is tried again at the next sign-in
    }
    if (ended.length > 0) await write((tx) => forgetGivenRoles(tx, { ...person, roles: ended }));
    return accept(undefined);
  };

const giverOf = (
  ports: TenancyPorts,
  { orgId, providerId }: Person,
  { label, origin }: { readonly label: string; readonly origin: Origin | undefined },
): RoleGiver => {
  const from = origin && { address: origin.address, session: origin.session, request: origin.request };
  return {
    orgId,
    label,
    act: (act) => actAsServer(ports, { orgId, ...(from ? { from } : {}) }, act),
    elsewhere: (tx, people) => elsewhereOf(tx, { orgId, providerId }, people),
  };
};
