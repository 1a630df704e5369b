import { type NamedRole, namedRoles } from '@outpost/domain/kernel/access/judge-access';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, type Refusal, type Result } from '@outpost/domain/kernel/refusal';
import { accessEntities } from '../../access/principal.ts';
import { inTenant, type Transaction } from '../../db/database.ts';
import type { ActAs } from '../act-as.ts';
import type { TenancyPorts } from '../create-tenant.ts';
import { type GroupRole, isSame, without } from './group-role.ts';
import type { RolesByPerson } from './role-sources.ts';

/** The roles that a person gains and loses by groups. A role that another of their groups gives is never lost. */
export type RoleChange = {
  readonly person: string;
  readonly gives: readonly GroupRole[];
  readonly takes: readonly GroupRole[];
};

/** Chosen: an act about this many people is far below the bounds of an act, and a refused person affects few others. */
const atOnce = 100;
/** Chosen: the number of times that other changes to the roles of the same people may come first before this gives up. */
const tries = 3;

/** The giver of the roles of groups: a directory or an administrator by their own rights, or the server after a sign-in. */
export type RoleGiver = {
  readonly orgId: string;
  readonly label: string;
  /** Carries out one act, all or nothing. */
  readonly act: (act: ActAs) => Promise<Result<unknown>>;
  /** Returns the roles that other sources give these people. These roles are not removed. */
  readonly elsewhere: (tx: Transaction, people: readonly string[]) => Promise<RolesByPerson>;
};

/**
 * Gives and removes the roles of groups by acts of the giver, whose rights limit them. People whose roles are right already are
 * left out, so it can be repeated. A role that ends by itself belongs to the administrator who gave it: it is neither removed nor
 * replaced. Stops at the first refusal.
 */
export async function changeRolesOf(
  ports: TenancyPorts,
  giver: RoleGiver,
  changes: readonly RoleChange[],
): Promise<Result<void>> {
  const wanted = changes.filter(({ gives, takes }) => gives.length + takes.length > 0);
  for (let place = 0; place < wanted.length; place += atOnce) {
    const done = await changeSome(ports, giver, wanted.slice(place, place + atOnce));
    if (!done.ok) return done;
  }
  return accept(undefined);
}

async function changeSome(ports: TenancyPorts, giver: RoleGiver, changes: readonly RoleChange[]): Promise<Result<void>> {
  let stale: Refusal | undefined;
  for (let turn = 0; turn < tries; turn += 1) {
    const edits = await editsOf(ports, giver, changes);
    if (edits.length === 0) return accept(undefined);
    const done = await giver.act({
      label: giver.label,
      edits: edits.map(({ id, seen, from, to }) => ({ id, entity: accessEntities.person, seen, fields: { memberships: [from, to] } })),
      expected: Object.fromEntries(edits.map(({ id, seen }) => [id, seen])),
    });
    if (done.ok) return accept(undefined);
    if (done.code !== 'records/stale') return done;
    stale = done;
  }
  return stale ?? accept(undefined);
} // prettier-ignore

type RoleEdit = { readonly id: string; readonly seen: number; readonly from: JsonValue; readonly to: JsonValue[] };

async function editsOf({ database }: TenancyPorts, { orgId, elsewhere }: RoleGiver, changes: readonly RoleChange[]): Promise<readonly RoleEdit[]> {
  const people = changes.map(({ person }) => person);
  const { rows, others } = await inTenant(database, { orgId, mode: 'snapshot' }, async (tx) => ({
    rows: await tx.query<{ id: string; version: number; memberships: JsonValue }>(
      `select id, version, fields -> 'memberships' as memberships from store.platform_person
       where org_id = $1 and id = any($2::uuid[]) and life = 'alive'`,
      [orgId, people],
    ),
    others: await elsewhere(tx, people),
  }));
  const byPerson = new Map(changes.map((change) => [change.person, change]));
  return rows.flatMap(({ id, version, memberships }) => {
    const { gives = [], takes: asked = [] } = byPerson.get(id) ?? {};
    const takes = without(asked, others.get(id) ?? []);
    const held = namedRoles({ fields: { memberships } });
    const left = held.filter((one) => one.until !== undefined || !takes.some((taken) => isSame(taken, one)));
    const added: readonly NamedRole[] = gives.filter((given) => !left.some((one) => isSame(given, one) && one.until === undefined));
    if (left.length === held.length && added.length === 0) return [];
    return [{ id, seen: version, from: memberships, to: [...left, ...added].map((one) => ({ ...one })) }];
  });
} // prettier-ignore
