import type { Principal } from '@outpost/domain/kernel/access/access';
import { explainAccess } from '@outpost/domain/kernel/access/explain';
import type { SeenBy } from '@outpost/domain/kernel/access/sight';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { principalOfKey, type ProgramKey, readProgramKeys } from '../access/api-key.ts';
import { principalsBy } from '../access/principal.ts';
import { pagesOfPeople, type PersonRow, readRoles } from '../access/token-holds.ts';
import { nextTurn, Slices } from '../sharing/loop-share.ts';
import { aboutOneRecord, type AskedRecord, type OneRecord } from './about-one-record.ts';
import type { InsightPorts } from './questions.ts';

/** E-3: chosen; nobody reads a list of more people. The answer still says how many there are. */
export const mostSeers = 1_000;

/** The other actions that the list names. */
const alsoAsked = ['update', 'assign', 'delete', 'export'] as const;

/** Chosen: the grants that are looked at in one slice of the event loop, which take about a millisecond. */
const grantsOfSlice = 2_000;
/** Chosen: a person without grants costs as much as this number of grants. */
const grantsOfPerson = 4;

type Seer = SeenBy['people'][number];
type Found = Omit<Seer, 'actions'> & { readonly principal: Principal };
const byName = (a: Found, b: Found): number => (a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1);

/**
 * Returns all people and API keys that see a record now, by name, with the reasons, for an administrator. Suspended people see nothing and
 * are left out. Refuses as `askAccess` does.
 */
export function askSeenBy(
  ports: Pick<InsightPorts, 'database' | 'installed' | 'worked' | 'clock'>,
  asked: { readonly orgId: string; readonly userId: string },
  record: AskedRecord,
): Promise<Result<SeenBy>> {
  return aboutOneRecord(ports, asked, record, async (tx, found) => {
    const principalOf = principalsBy(await readRoles(tx, asked.orgId));
    const seers = await seersOf(pagesOfPeople(tx, asked.orgId), found, principalOf);
    const keys = await readProgramKeys(tx, asked.orgId, new Date(ports.clock.nowMs()).toISOString());
    return accept({ ...seers, machines: keys.flatMap((key) => machineOf(key, { found, principalOf })) });
  });
}

/**
 * Returns the seers of a record among people who come in pages. It yields to the event loop between slices of the
 * people.
 */
export async function seersOf(
  pages: AsyncIterable<readonly PersonRow[]>,
  about: Pick<OneRecord, 'entity' | 'record'>,
  principalOf: (person: PersonRow) => Principal,
): Promise<Omit<SeenBy, 'machines'>> {
  const slices = new Slices(grantsOfSlice, nextTurn);
  let count = 0;
  let first: readonly Found[] = [];
  for await (const page of pages) {
    const found: Found[] = [];
    for (const person of page) {
      const principal = principalOf(person);
      const reasons = [...explainAccess(principal, 'read', about)];
      if (reasons.length > 0) found.push({ id: person.id, name: nameOf(person), reasons, principal });
      await slices.did(weightOf(principal));
    }
    count += found.length;
    first = [...first, ...found].sort(byName).slice(0, mostSeers);
  }
  const people: Seer[] = [];
  for (const { id, name, reasons, principal } of first) {
    const actions = alsoAsked.filter((action) => explainAccess(principal, action, about).length > 0);
    people.push({ id, name, reasons, actions });
    await slices.did(alsoAsked.length * weightOf(principal));
  }
  return { people, count };
}

/** Returns an API key as a seer of the record; nothing where it does not see it. An organisation has a hundred keys at most. */
function machineOf(
  { id, name, rights, maker }: ProgramKey,
  { found, principalOf }: { readonly found: OneRecord; readonly principalOf: (person: PersonRow) => Principal },
): SeenBy['machines'] {
  const principal = principalOfKey(principalOf(maker), rights, found.catalogue);
  const reasons = [...explainAccess(principal, 'read', found)];
  if (reasons.length === 0) return [];
  const actions = alsoAsked.filter((action) => explainAccess(principal, action, found).length > 0);
  return [{ id, name, reasons, actions, madeBy: { id: maker.id, name: nameOf(maker) } }];
}

const nameOf = ({ fields: { name } }: PersonRow): string => (typeof name === 'string' ? name : '');

const weightOf = ({ memberships }: Principal): number =>
  memberships.reduce((sum, { grants }) => sum + grants.length, grantsOfPerson);
