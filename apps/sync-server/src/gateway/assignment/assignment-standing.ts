import { type AssignmentDefinition, type AssignmentMember, mostPeopleOfRule } from '@outpost/domain/kernel/assignment/assignment-definition'; // prettier-ignore
import type { AssignmentPerson, AssignmentStanding, PartTurns, WeightedPerson } from '@outpost/domain/kernel/assignment/decide-assignment'; // prettier-ignore
import { personFacts } from '@outpost/domain/kernel/assignment/person-facts';
import { readAutomationFilter } from '@outpost/domain/kernel/automation/definition-problem';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { openFilter } from '@outpost/domain/kernel/catalogue/views';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { isObject, type JsonValue } from '@outpost/domain/kernel/json';
import { type FilterAnswer, holds } from '@outpost/domain/kernel/query/filters/holds';
import { compileSummary } from '@outpost/domain/kernel/query/sums/compile-summary';
import { summaryQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import type { Asker } from '../../access/asker.ts';
import { principalsBy } from '../../access/principal.ts';
import { readRoles } from '../../access/token-holds.ts';
import type { Transaction } from '../../db/database.ts';
import { queryGroundOf } from '../../insights/askers-questions.ts';
import { decidedFor } from '../automations/decided-for.ts';

/** The input from which the facts of a decision are read. `asker`: filters and counts see what this person may see. `now`: ISO 8601 UTC. */
export type StandingAsked = {
  readonly definition: AssignmentDefinition;
  readonly record: StoredRecord;
  readonly asker: Asker;
  readonly turns: ReadonlyMap<string, PartTurns>;
  readonly now: string;
};

type Fields = Readonly<Record<string, JsonValue>>;
type PersonRow = { readonly id: string; readonly life: StoredRecord['life']; readonly fields: Fields };

/** Reads all facts of a decision: which parts fit the record, their people, and the state of each person. */
export async function readAssignmentStanding(tx: Transaction, asked: StandingAsked): Promise<AssignmentStanding> {
  const { definition, record, asker, turns } = asked;
  const kind = entityOf(asker.tenant.catalogue, record.entity);
  const fits = await readFits(tx, asked);
  const fitting = definition.parts.filter(({ id }) => fits.get(id) === 'yes');
  const rows = await readPeople(tx, asker.tenant.orgId, { members: fitting.flatMap(({ members }) => members), fallback: definition.fallback });
  const counts = await countOpen(tx, asked, rows.map(({ id }) => id));
  const principalFor = principalsBy(await readRoles(tx, asker.tenant.orgId));
  const ground = { catalogue: asker.tenant.catalogue, record, now: asked.now, timeZone: asker.settings?.timeZone ?? 'UTC' };
  const people = new Map(
    rows.map((row): [string, AssignmentPerson] => [
      row.id,
      personFacts(ground, { person: row, principal: principalFor(row), openCount: counts.get(row.id) ?? 0 }),
    ]),
  );
  const members = new Map(fitting.map((part) => [part.id, peopleOf(part.members, rows)]));
  return { fits, members, people, turns, many: kind.label.many.toLowerCase() };
} // prettier-ignore

/** Asks the filter of each part, as of the asker and the moment. */
async function readFits(tx: Transaction, { definition, record, asker, now }: StandingAsked): Promise<ReadonlyMap<string, FilterAnswer>> {
  const { tenant, principal, settings } = asker;
  const asking = { userId: principal.userId, now, timeZone: settings?.timeZone ?? 'UTC' };
  const entity = entityOf(tenant.catalogue, record.entity);
  const sight = { tenant, principal, held: new Map() };
  const fits = new Map<string, FilterAnswer>();
  for (const { id, where } of definition.parts) {
    const condition = readAutomationFilter({ catalogue: tenant.catalogue, ...asking, currency: settings?.currency }, entity, where);
    fits.set(id, condition.ok ? await decidedFor(tx, sight, (referred) => holds({ asking, referred }, condition.value, record)) : 'unknown');
  }
  return fits;
} // prettier-ignore

type Named = { readonly members: readonly AssignmentMember[]; readonly fallback: string | null };

/** Reads the people whom parts name, by name: each by their id, by a role that they hold, or by a team of theirs. */
async function readPeople(tx: Transaction, orgId: string, { members, fallback }: Named): Promise<readonly PersonRow[]> {
  const ids = [...members.flatMap((member) => ('person' in member ? [member.person] : [])), ...(fallback === null ? [] : [fallback])]; // prettier-ignore
  const held = members.flatMap((member) =>
    'role' in member ? [JSON.stringify([{ role: member.role }])] : 'team' in member ? [JSON.stringify([{ teamId: member.team }])] : [],
  ); // prettier-ignore
  return tx.query<PersonRow>(
    `select id, life, fields from store.platform_person
     where org_id = $1 and life = 'alive' and (id = any($2::uuid[]) or fields -> 'memberships' @> any ($3::jsonb[]))
     order by fields ->> 'name', id limit ${mostPeopleOfRule}`,
    [orgId, ids, held],
  );
}

/** Returns the people of a part in the order of its members, each once: with the weight of the first member that has them. */
function peopleOf(members: readonly AssignmentMember[], rows: readonly PersonRow[]): readonly WeightedPerson[] {
  const found = new Map<string, WeightedPerson>();
  for (const member of members)
    for (const { id, fields } of rows) {
      const isIn = 'person' in member ? id === member.person : holdsMembership(fields['memberships'], 'role' in member ? { role: member.role } : { teamId: member.team }); // prettier-ignore
      if (isIn && !found.has(id)) found.set(id, { id, weight: member.weight ?? 1 });
    }
  return [...found.values()];
}

/** Whether a person has a membership with this role or this team. */
const holdsMembership = (memberships: JsonValue | undefined, wanted: Readonly<Record<string, string>>): boolean =>
  Array.isArray(memberships) &&
  memberships.some(
    (one: JsonValue) => isObject(one) && Object.entries(wanted).every(([key, value]) => one[key] === value),
  );

/** Chosen: a filter over so many owners is one index range each. */
const countedAtOnce = 100;

/**
 * Returns the number of open records of the kind that each person owns. Decisions whose act may not be done yet count, too: otherwise two
 * records that come in the same moment would both go to the person with the fewest.
 */
async function countOpen(tx: Transaction, { record, asker, now }: StandingAsked, people: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const { tenant } = asker;
  const open = openFilter(entityOf(tenant.catalogue, record.entity));
  const counts = new Map<string, number>();
  const add = (person: string, count: number) => counts.set(person, (counts.get(person) ?? 0) + count);
  for (let from = 0; from < people.length; from += countedAtOnce) {
    const owners = { field: 'ownerId', op: 'one-of' as const, value: people.slice(from, from + countedAtOnce) };
    const question = summaryQuerySchema.parse({ entity: record.entity, where: open === undefined ? owners : { and: [owners, open] }, groupBy: 'ownerId' });
    const compiled = compileSummary(queryGroundOf({ nowMs: () => Date.parse(now) }, asker), question);
    if (!compiled.ok) throw new Error(`Open records of owners cannot be counted: ${compiled.message}`);
    const { groups } = compiled.value.decode(await tx.query(compiled.value.sql, compiled.value.parameters));
    for (const { value, count } of groups) if (typeof value === 'string') add(value, count);
  }
  const pending = await tx.query<{ person_id: string; count: number }>(
    `select d.person_id, count(*) as count from store.assignment_decision d join store.automation_run r on r.org_id = d.org_id and r.id = d.run_id and r.status = 'running'
     where d.org_id = $1 and d.entity = $2 and d.done_at is null and d.record_id <> $3 and d.person_id = any($4::uuid[]) group by d.person_id`,
    [tenant.orgId, record.entity, record.id, people],
  );
  for (const { person_id: person, count } of pending) add(person, Number(count));
  return counts;
} // prettier-ignore
