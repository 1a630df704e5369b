import { childEntities } from '@outpost/domain/kernel/catalogue/catalogue';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useCallback } from 'react';
import { ask } from '../../queries/ask.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { useCatalogue } from '../use-entity.ts';

/** Chosen: a line names this many records, and counts no further. */
const mostNamed = 3;

/**
 * Returns the function that names the open records below a record of the same kind that these changes finish, such as the
 * subtasks of a task: "Still open: Call, Write and more". Undefined if the changes finish nothing, or nothing is open.
 */
export function useOpenBelow(): (
  entity: Entity,
  id: string,
  fields: Readonly<Record<string, JsonValue>>,
) => Promise<string | undefined> {
  const bridge = useBridge();
  const catalogue = useCatalogue();
  const formats = useFormats();
  return useCallback(
    async (entity, id, fields) => {
      const { parent, schedule } = entity;
      const done = schedule?.done;
      const above = parent === undefined ? undefined : entity.fields[parent];
      const isOwnParent = childEntities(catalogue, entity.name).some(({ name }) => name === entity.name);
      if (done === undefined || fields[done] !== true || !isOwnParent) return undefined;
      if (parent === undefined || above?.type !== 'ref') return undefined;
      const list = ask(bridge, 'records.list', {
        entity: entity.name,
        where: {
          and: [
            { field: parent, op: 'is', value: refValue(above, entity.name, id) },
            { field: done, op: 'is-not', value: true },
          ],
        },
        sort: [],
        limit: mostNamed + 1,
      });
      const open = await list.then(({ rows }) => rows).catch(() => []); // the act itself names a problem of the device
      if (open.length === 0) return undefined;
      const named = open.slice(0, mostNamed).map((row) => titleOf(entity, row));
      return `Still open: ${open.length > mostNamed ? `${named.join(', ')} and more` : formats.list(named)}`;
    },
    [bridge, catalogue, formats],
  );
}
