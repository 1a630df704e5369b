import type { RefOption } from '@outpost/ui/field-spec';
import type { Bridge } from '../../bridge/contract.ts';
import { installedEntity } from './entity-shape.ts';
import { textIn } from './shown-value.ts';

type Wanted = { readonly entities: readonly string[]; readonly text: string; readonly signal: AbortSignal };

/** Records for a reference's editor: by their words, or the first by name where nothing is typed yet. A refusal finds nothing. */
export async function findRecords(
  bridge: Bridge,
  { entities, text, signal }: Wanted,
): Promise<readonly (RefOption & { readonly entity: string })[]> {
  if (text.trim() !== '') {
    const found = await bridge.call('records.search', { text: text.slice(0, 200), entities: [...entities], limit: 20 });
    if (!found.ok || signal.aborted) return [];
    return found.value.hits.map((hit) => ({
      id: hit.id,
      entity: hit.entity,
      name: hit.title,
      detail: hit.subtitle,
      icon: installedEntity(hit.entity).icon,
    }));
  }
  const lists = await Promise.all(
    entities.map((name) =>
      bridge.call('records.list', {
        entity: name,
        sort: [{ field: installedEntity(name).title, direction: 'asc' }],
        limit: entities.length > 1 ? 5 : 20,
      }),
    ),
  );
  if (signal.aborted) return [];
  return lists.flatMap((list) =>
    list.ok
      ? list.value.rows.map((row) => ({
          id: row.id,
          entity: row.entity,
          name: textIn(row.fields[installedEntity(row.entity).title]),
          icon: installedEntity(row.entity).icon,
        }))
      : [],
  );
}
