import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';

type Named = { readonly ok: true; readonly entity: Entity } | { readonly ok: false; readonly problem: string };

/** Finds the kind of record for a typed name: "crm/deal" by its full name, "deal" or "deals" if only one pack has it. */
export function entityCalled(catalogue: Catalogue, typed: string): Named {
  const exact = catalogue.entities.get(typed);
  if (exact) return { ok: true, entity: exact };
  const all = [...catalogue.entities.values()].filter(({ isRetired }) => isRetired !== true);
  const short = typed.toLowerCase();
  const meant = all.filter(
    ({ name, label }) =>
      name.endsWith(`/${short}`) || label.one.toLowerCase() === short || label.many.toLowerCase() === short,
  );
  const [only] = meant;
  if (only && meant.length === 1) return { ok: true, entity: only };
  if (meant.length > 1)
    return {
      ok: false,
      problem: `"${typed}" can be ${meant.map(({ name }) => name).join(' or ')}: give the full name.`,
    };
  const names = all.map(({ name }) => name.slice(name.indexOf('/') + 1)).toSorted();
  return { ok: false, problem: `There is no kind of record called "${typed}". There are: ${names.join(', ')}.` };
}
