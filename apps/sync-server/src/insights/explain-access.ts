import { canSee, inheritedFrom, type Principal } from '@outpost/domain/kernel/access/access';
import { notFound } from '@outpost/domain/kernel/access/denial';
import { explainAccess } from '@outpost/domain/kernel/access/explain';
import { membershipsIn } from '@outpost/domain/kernel/access/judge-access';
import type { ExplainedAccess } from '@outpost/domain/kernel/access/sight';
import { sealedGroupsOf } from '@outpost/domain/kernel/catalogue/sealed-group';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { type Action, grantCovers } from '@outpost/domain/kernel/catalogue/role';
import { blankRecord, visibilityOf } from '@outpost/domain/kernel/entities/record';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { personStatusOf, principalOf } from '../access/principal.ts';
import { readPerson, readRoles } from '../access/token-holds.ts';
import type { Transaction } from '../db/database.ts';
import { aboutOneRecord, type AskedRecord, type OneRecord } from './about-one-record.ts';
import type { InsightPorts } from './questions.ts';

/** `access.explain`: what may this person, or a person with this role, do to this record? */
export type AccessQuestion = {
  readonly record: AskedRecord;
  readonly actions: readonly Action[];
} & (
  | {
      /** The id of the person's record. */
      readonly person: string;
    }
  | {
      /** The key of a role. */
      readonly role: string;
    }
);

type Asked = { readonly principal: Principal; readonly status: ExplainedAccess['status'] };

/**
 * Explains to an administrator what a person may do to a record, and which grants decide. The rights are those of this moment. A role is
 * explained for a person who has this role alone, in the record's team, and whom the record neither belongs to nor is shared with.
 * Refuses `access/denied` to people who do not administer others, and `records/not-found` for a person, a role or a record that
 * the asker does not see.
 */
export function askAccess(
  ports: InsightPorts,
  asked: { readonly orgId: string; readonly userId: string },
  question: AccessQuestion,
): Promise<Result<ExplainedAccess>> {
  return aboutOneRecord(ports, asked, question.record, async (tx, found) => {
    const of =
      'person' in question
        ? await personOf(tx, asked.orgId, question.person)
        : await roleOf(tx, { orgId: asked.orgId, key: question.role, ...found });
    return of.ok ? accept(explainFor(of.value, question.actions, found)) : of;
  });
}

async function personOf(tx: Transaction, orgId: string, id: string): Promise<Result<Asked>> {
  const person = await readPerson(tx, orgId, id);
  if (person?.life !== 'alive') return notFound(id);
  return accept({ principal: principalOf(person, await readRoles(tx, orgId)), status: personStatusOf(person) });
}

async function roleOf(
  tx: Transaction,
  { orgId, key, record }: { readonly orgId: string; readonly key: string } & OneRecord,
): Promise<Result<Asked>> {
  const { teamId } = visibilityOf(record);
  const holder = { fields: { memberships: [{ role: key, teamId }] } };
  const memberships = membershipsIn(holder, await readRoles(tx, orgId));
  return memberships.length === 0 ? notFound(key) : accept({ principal: { userId: '', memberships }, status: null });
}

function explainFor(
  { principal, status }: Asked,
  actions: readonly Action[],
  { catalogue, entity, record }: OneRecord,
): ExplainedAccess {
  const explained = actions.map((action) => {
    const reasons = [...explainAccess(principal, action, { entity, record })];
    return { action, may: reasons.length > 0, reasons };
  });
  const needed = entity.governed === true ? [...actions, 'administer'] : actions;
  const grants = principal.memberships.flatMap(({ role, teamId, until, grants: held }) =>
    held.flatMap((grant) =>
      needed.some((action) => grantCovers(grant, entity, action))
        ? [{ role, teamId, grant, until: until ?? null }]
        : [],
    ),
  );
  return { actions: explained, grants, sealed: sealedFor(principal, catalogue, record), status };
}

/** Returns the groups of sealed fields of a record, and whether the person may read them: its companion inherits its visibility. */
const sealedFor = (
  principal: Principal,
  catalogue: Catalogue,
  record: OneRecord['record'],
): ExplainedAccess['sealed'] =>
  sealedGroupsOf(catalogue, record.entity).map((group) => ({
    group: group.name,
    fields: Object.keys(group.fields).filter((name) => name !== group.parent).length,
    may: canSee(principal, catalogue, { ...blankRecord('', group.name), inherited: inheritedFrom(record) }),
  }));
