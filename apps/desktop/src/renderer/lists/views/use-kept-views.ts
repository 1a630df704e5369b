import { filterSchema } from '@outpost/domain/kernel/questions/list-query';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { idSchema } from '@outpost/domain/kernel/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { useEffect, useRef } from 'react';
import { z } from 'zod';
import { keptColumns, sharedColumnsKey } from '../../grid/use-column-choice.ts';
import { useLocal } from '../../queries/use-local.ts';
import { recordIdOf } from '../../records/list-views.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { savedViewKind } from './saved-views.ts';
import { columnsJson, pinsJson } from './view-look.ts';

/** The form in which builds until November 2026 kept a view on the device. Its id is `own-` and a UUID. */
const keptSchema = z.object({
  id: z.string().startsWith('own-').transform(recordIdOf).pipe(idSchema),
  name: z.string().min(1).max(60),
  where: filterSchema.optional(),
  sort: z.string().optional(),
  group: z.string().optional(),
  kind: z.string().optional(),
});
const keptId = (kept: JsonValue): string | undefined => keptSchema.safeParse(kept).data?.id;

/** Returns the views that the device keeps, without one of them. */
function withoutKept(kept: JsonValue, id: string): JsonValue {
  if (!Array.isArray(kept)) return kept;
  const all: readonly JsonValue[] = kept; // the compiler widens what Array.isArray narrows
  return all.filter((one) => keptId(one) !== id);
}

/**
 * Moves the views of a list that this device has kept into records, once, each by an act of its own. Each record gets the view's
 * own id, so that a move that was cut off makes no second record, and pinned views stay pinned. It also gets the columns of this
 * device, which the views of a list shared. A view that cannot be read, or whose record is refused, stays on the device.
 */
export function useKeptViews(entity: Entity): void {
  const bridge = useBridge();
  const catalogue = useCatalogue();
  const [kept, keep] = useLocal(`views/${entity.name}`);
  const [choice] = useLocal(sharedColumnsKey(entity));
  const begun = useRef(new Set<string>());
  useEffect(() => {
    if (!Array.isArray(kept) || choice === undefined) return;
    const { columns, pins } = keptColumns(catalogue, entity, choice);
    const all: readonly JsonValue[] = kept; // the compiler widens what Array.isArray narrows
    for (const one of all) {
      const { data } = keptSchema.safeParse(one);
      if (data === undefined || begun.current.has(data.id)) continue;
      begun.current.add(data.id);
      const { id, where, ...view } = data;
      const fields = {
        ...view,
        forEntity: entity.name,
        ...(where === undefined ? {} : { where }),
        ...(columns === undefined ? {} : { columns: columnsJson(columns) }),
        ...(pins === undefined ? {} : { pins: pinsJson(pins) }),
      };
      const label = cutLabel(`Moved the view “${view.name}” from this device`);
      const edits = [{ entity: savedViewKind, id, create: { teamId: null, fields } }];
      void bridge.call('acts.perform', { label, edits }).then((answer) => {
        if (answer.ok || (!('fault' in answer) && answer.code === 'records/exists'))
          keep((now) => withoutKept(now ?? [], id));
      });
    }
  }, [bridge, catalogue, entity, kept, keep, choice]);
}
