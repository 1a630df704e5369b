import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';

type Names = Readonly<Record<string, readonly string[]>>;

/**
 * PLT-7: returns, by entity, the formulas whose values records may have although nothing defines them: those that were known,
 * and those that a changed catalogue has lost. A name that is a field again is left out.
 */
export function goneFormulas(
  known: Names = {},
  { before, after }: { readonly before: Catalogue; readonly after: Catalogue },
): Names {
  const gone: Record<string, readonly string[]> = {};
  for (const entity of new Set([...Object.keys(known), ...before.entities.keys()])) {
    const formulas = Object.entries(before.entities.get(entity)?.fields ?? {}).filter(
      ([, { formula }]) => formula !== undefined,
    );
    const now = after.entities.get(entity)?.fields ?? {};
    const names = new Set([...(known[entity] ?? []), ...formulas.map(([name]) => name)]);
    const left = [...names].filter((name) => !Object.hasOwn(now, name));
    if (left.length > 0) gone[entity] = left;
  }
  return gone;
}

/** Returns the record without the values of these fields; the same object where it has none of them. */
export function withoutValues(record: StoredRecord, names: readonly string[]): StoredRecord {
  if (!names.some((name) => Object.hasOwn(record.fields, name))) return record;
  return {
    ...record,
    fields: Object.fromEntries(Object.entries(record.fields).filter(([name]) => !names.includes(name))),
  };
}
