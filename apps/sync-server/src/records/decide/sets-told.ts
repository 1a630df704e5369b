import { tableById } from '@outpost/domain/kernel/ids';
import type { Decided } from '@outpost/domain/engine/decide';
import type { Decision } from '@outpost/domain/sync/protocol';

/**
 * Returns the fields that an act's moves set in addition to its own edits (T-14), for the records that its author
 * named.
 */
export function setsTold({ records }: Decided, named: ReadonlySet<string>): Pick<Decision, 'sets'> {
  const told = records.flatMap(({ record: { id }, sets }) =>
    sets && named.has(id) && Object.keys(sets).length > 0 ? [[id, sets] as const] : [],
  );
  if (told.length === 0) return {};
  const pairs = told.map(([id, sets]): [string, NonNullable<Decision['sets']>[string]] => [
    id,
    Object.fromEntries(
      Object.entries(sets).map(([name, [from, to]]) => [name, [from, to] as [typeof from, typeof to]]),
    ),
  ]);
  return { sets: tableById(pairs) };
}
