import { membershipFrom, type Principal, sightTokensOf, tokensOfPrincipal } from '@outpost/domain/kernel/access/access';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Inherited, StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { CompiledQuery } from '@outpost/domain/kernel/query/query-engine';
import { columnExpression, recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { CallOutput } from '../../bridge/contract.ts';
import type { AffectedKind, ChangedRoles, HeldRole, SeenKind } from '../../bridge/calls/identity/people-calls.ts';
import type { Device } from '../device/device.ts';
import type { FileReader } from './file-reader.ts';

/** Records with the same visibility, and their number. */
type SightGroup = Inherited &
  Pick<StoredRecord, 'fields'> & { readonly inherited: Inherited | null; readonly records: number };

const column = columnExpression;

/** Groups the living records of a kind by their visibility: there are few groups, so each is judged by the rule itself. */
const groupsOf = ({ name, openWhen }: Entity): CompiledQuery<readonly SightGroup[]> => ({
  sql: `select ${column('ownerId')} as owner, ${column('teamId')} as team, ${column('sharedWith')} as shared,
      ${column('inherited')} as inherited, ${openWhen === undefined ? 'null' : column(`fields.${openWhen.field}`)} as opened, count(*) as records
    from ${recordTable(name)} where deleted = 0 and ${column('life')} = 'alive' group by 1, 2, 3, 4, 5`,
  parameters: [],
  decode: (rows) =>
    rows.map((row) => ({
      ownerId: textIn(row['owner']),
      teamId: textIn(row['team']),
      sharedWith: jsonIn<readonly string[]>(row['shared']) ?? [],
      inherited: jsonIn<Inherited>(row['inherited']),
      fields: openWhen === undefined ? {} : { [openWhen.field]: textIn(row['opened']) },
      records: Number(row['records']),
    })),
});

const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null);
/** Parses a part of a record's envelope, which the replica has written itself. */
const jsonIn = <T>(value: unknown): T | null => (typeof value === 'string' ? (JSON.parse(value) as T) : null);

const principalOf = (userId: string, roles: readonly HeldRole[]): Principal => ({
  userId,
  memberships: roles.map(membershipFrom),
});

type Context = { readonly device: Device; readonly reader: Pick<FileReader, 'ask'> };

/** Returns the kinds of record on this device that roles show or hide. */
function judgedKinds({ catalogue, lookups }: Device): readonly Entity[] {
  const withTable = new Set(lookups.recordTables().map(({ entity }) => entity));
  return [...catalogue.entities.values()].filter(
    ({ name, audience, isRetired, isRemoved }) =>
      isRetired !== true && isRemoved !== true && withTable.has(name) && audience !== 'own', // own records: no role shows or hides them (A-3c)
  );
}

/** A function that tells whether a person sees a group of records before and after a change of roles. */
type Judge = (tokens: readonly string[]) => { readonly was: boolean; readonly will: boolean };

function judgeOf({ catalogue }: Device, { person, now, next }: ChangedRoles): Judge {
  const [before, after] = [now, next].map((roles) => new Set(tokensOfPrincipal(principalOf(person, roles), catalogue)));
  return (tokens) => ({
    was: tokens.some((token) => before?.has(token) === true),
    will: tokens.some((token) => after?.has(token) === true),
  });
}

/**
 * A-3: counts the living records on this device, by kind, that a person sees with the roles `now`, and with the roles `next`.
 * The device may hold only a part of the tenant's records.
 */
export async function seenBy(
  { device, reader }: Context,
  asked: ChangedRoles,
): Promise<Result<CallOutput<'people.sees'>>> {
  const judge = judgeOf(device, asked);
  const kinds: SeenKind[] = [];
  for (const entity of judgedKinds(device)) {
    const groups = await reader.ask('scans', groupsOf(entity));
    if (!groups.ok) return groups;
    const counted = { entity: entity.name, held: 0, now: 0, next: 0, gained: 0, lost: 0 };
    for (const group of groups.value) {
      const { was, will } = judge(sightTokensOf(entity, { ...group, entity: entity.name }));
      counted.held += group.records;
      if (was) counted.now += group.records;
      if (will) counted.next += group.records;
      if (will && !was) counted.gained += group.records;
      if (was && !will) counted.lost += group.records;
    }
    kinds.push(counted);
  }
  return accept({ kinds });
}

/**
 * A-3: counts the effect of a change of roles on several people: for each kind the records that somebody gains or loses, and the
 * people who do. Reads the records of each kind once.
 */
export async function effectOf(
  { device, reader }: Context,
  { people }: { readonly people: readonly ChangedRoles[] },
): Promise<Result<CallOutput<'people.effect'>>> {
  const judges = people.map((one) => ({ person: one.person, judge: judgeOf(device, one) }));
  const kinds: AffectedKind[] = [];
  const [allGainers, allLosers] = [new Set<string>(), new Set<string>()];
  for (const entity of judgedKinds(device)) {
    const groups = await reader.ask('scans', groupsOf(entity));
    if (!groups.ok) return groups;
    const [gainers, losers] = [new Set<string>(), new Set<string>()];
    let [gained, lost] = [0, 0];
    for (const group of groups.value) {
      const tokens = sightTokensOf(entity, { ...group, entity: entity.name });
      const judged = judges.map(({ person, judge }) => ({ person, ...judge(tokens) }));
      const gaining = judged.filter(({ was, will }) => will && !was);
      const losing = judged.filter(({ was, will }) => was && !will);
      for (const { person } of gaining) gainers.add(person);
      for (const { person } of losing) losers.add(person);
      if (gaining.length > 0) gained += group.records;
      if (losing.length > 0) lost += group.records;
    }
    for (const person of gainers) allGainers.add(person);
    for (const person of losers) allLosers.add(person);
    if (gained + lost > 0)
      kinds.push({ entity: entity.name, gained, gainers: gainers.size, lost, losers: losers.size });
  }
  return accept({ kinds, gainers: allGainers.size, losers: allLosers.size });
}
