import { type Catalogue, entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import type { RefOption } from '@outpost/ui/fields/field-spec';
import type { Bridge } from '../../bridge/contract.ts';
import { textIn } from './values/shown-value.ts';

type Wanted = { readonly entities: readonly string[]; readonly text: string; readonly signal: AbortSignal };

/** Finds records for a reference's editor: by their words, or the first by name for an empty text. A refusal finds none. */
export async function findRecords(
  { bridge, catalogue }: { readonly bridge: Bridge; readonly catalogue: Catalogue },
  { entities, text, signal }: Wanted,
): Promise<readonly (RefOption & { readonly entity: string })[]> {
  const kinds = entities
    .flatMap((name) => catalogue.entities.get(name) ?? [])
    .filter(({ isRetired }) => isRetired !== true);
  if (kinds.length === 0) return [];
  if (text.trim() !== '') {
    const names = kinds.map(({ name }) => name);
    const found = await bridge.call('records.search', { text: text.slice(0, 200), entities: names, limit: 20 });
    if (!found.ok || signal.aborted) return [];
    return found.value.hits.map((hit) => ({
      id: hit.id,
      entity: hit.entity,
      name: hit.title,
      detail: hit.subtitle,
      icon: catalogue.entities.get(hit.entity)?.icon,
    }));
  }
  const lists = await Promise.all(
    kinds.map(({ name, title }) =>
      bridge.call('records.list', {
        entity: name,
        sort: [{ field: title, direction: 'asc' }],
        limit: kinds.length > 1 ? 5 : 20,
      }),
    ),
  );
  if (signal.aborted) return [];
  return lists.flatMap((list) =>
    list.ok
      ? list.value.rows.map((row) => ({
          id: row.id,
          entity: row.entity,
          name: textIn(row.fields[entityOf(catalogue, row.entity).title]),
          icon: entityOf(catalogue, row.entity).icon,
        }))
      : [],
  );
}
