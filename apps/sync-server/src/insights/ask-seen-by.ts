import { explainAccess } from '@outpost/domain/kernel/access/explain';
import type { SeenBy } from '@outpost/domain/kernel/access/sight';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { principalOf } from '../access/principal.ts';
import { readPeople, readRoles } from '../access/token-holds.ts';
import { aboutOneRecord, type AskedRecord, type OneRecord } from './about-one-record.ts';
import type { InsightPorts } from './questions.ts';

/** E-3: chosen; a list of more people is not read by anybody. The answer still says how many there are. */
export const mostSeers = 1_000;

/** The other actions that the list names. */
const alsoAsked = ['update', 'assign', 'delete', 'export'] as const;

type Seer = SeenBy['people'][number];
const byName = (a: Seer, b: Seer): number => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1);

/**
 * Returns all people who see a record now, by name, with the reasons, for an administrator. Suspended people see nothing and are left
 * out. Refuses as `askAccess` does.
 */
export function askSeenBy(
  ports: Pick<InsightPorts, 'database' | 'installed'>,
  asked: { readonly orgId: string; readonly userId: string },
  record: AskedRecord,
): Promise<Result<SeenBy>> {
  return aboutOneRecord(ports, asked, record, async (tx, found) => {
    const [people, roles] = await Promise.all([readPeople(tx, asked.orgId), readRoles(tx, asked.orgId)]);
    const seers = people.flatMap((person) => {
      const { name } = person.fields;
      return seerOf(principalOf(person, roles), { ...found, name: typeof name === 'string' ? name : '' });
    });
    return accept({ people: seers.sort(byName).slice(0, mostSeers), count: seers.length });
  });
}

function seerOf(
  principal: ReturnType<typeof principalOf>,
  { entity, record, name }: OneRecord & { readonly name: string },
): readonly Seer[] {
  const reasons = [...explainAccess(principal, 'read', { entity, record })];
  if (reasons.length === 0) return [];
  const actions = alsoAsked.filter((action) => explainAccess(principal, action, { entity, record }).length > 0);
  return [{ id: principal.userId, name, reasons, actions }];
}
