import { membershipFrom, type Principal, sightTokensOf, tokensOfPrincipal } from '@outpost/domain/kernel/access/access';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Inherited, StoredRecord } from '@outpost/domain/kernel/entities/record';
import type { CompiledQuery } from '@outpost/domain/kernel/query/query-engine';
import { columnExpression, recordTable } from '@outpost/domain/kernel/query/sqlite-expression';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import type { CallOutput } from '../../bridge/contract.ts';
import type { HeldRole, SeenKind } from '../../bridge/calls/people-calls.ts';
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

/**
 * A-3: counts the living records on this device, by kind, that a person sees with the roles `now`, and with the roles `next`.
 * The device may hold only a part of the tenant's records.
 */
export async function seenBy(
  { device, reader }: { readonly device: Device; readonly reader: Pick<FileReader, 'ask'> },
  {
    person,
    now,
    next,
  }: { readonly person: string; readonly now: readonly HeldRole[]; readonly next: readonly HeldRole[] },
): Promise<Result<CallOutput<'people.sees'>>> {
  const { catalogue, lookups } = device;
  const [before, after] = [now, next].map((roles) => new Set(tokensOfPrincipal(principalOf(person, roles), catalogue)));
  const withTable = new Set(lookups.recordTables().map(({ entity }) => entity));
  const kinds: SeenKind[] = [];
  for (const entity of catalogue.entities.values()) {
    if (entity.isRetired === true || entity.isRemoved === true || !withTable.has(entity.name)) continue;
    if (entity.audience === 'own') continue; // the records of one person each: no role shows or hides them (A-3c)
    const groups = await reader.ask('scans', groupsOf(entity));
    if (!groups.ok) return groups;
    const counted = { entity: entity.name, held: 0, now: 0, next: 0, gained: 0, lost: 0 };
    for (const group of groups.value) {
      const tokens = sightTokensOf(entity, { ...group, entity: entity.name });
      const [was, will] = [before, after].map((mine) => tokens.some((token) => mine?.has(token) === true));
      counted.held += group.records;
      if (was === true) counted.now += group.records;
      if (will === true) counted.next += group.records;
      if (will === true && was !== true) counted.gained += group.records;
      if (was === true && will !== true) counted.lost += group.records;
    }
    kinds.push(counted);
  }
  return accept({ kinds });
}
