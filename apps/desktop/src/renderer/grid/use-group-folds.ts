import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useMemo } from 'react';
import { z } from 'zod';
import { useLocal } from '../queries/use-local.ts';
import type { ListGroup } from '../records/list-group.ts';
import type { ShownListView } from '../records/list-views.ts';
import { sharedColumnsKey } from './use-column-choice.ts';

/** The folded groups of a list. */
export type GroupFolds = {
  readonly isFolded: (id: string) => boolean;
  readonly toggle: (id: string) => void;
  readonly foldAll: (isFolded: boolean) => void;
};

/** The groups in `except` are unfolded if `all` is true, and folded if it is false. */
const foldsSchema = z.object({ group: z.string(), all: z.boolean(), except: z.array(z.string()) });

/** Chosen: more groups than a person folds one by one. The device forgets the earliest ones beyond it. */
const mostExceptions = 1_000;

/** Keeps the folded groups of a view on this device, until the view is grouped by another field. */
export function useGroupFolds(
  entity: Entity,
  view: Pick<ShownListView, 'id'> | undefined,
  group: ListGroup | undefined,
): GroupFolds {
  const [kept, keep] = useLocal(`${sharedColumnsKey(entity)}/folds/${view?.id ?? ''}`);
  const by = group?.text ?? '';
  return useMemo(() => {
    const read = foldsSchema.safeParse(kept);
    const { all, except } = read.data?.group === by ? read.data : { all: false, except: [] };
    const others = new Set(except);
    return {
      isFolded: (id) => others.has(id) !== all,
      toggle: (id) => {
        const next = others.has(id) ? except.filter((one) => one !== id) : [...except, id];
        keep({ group: by, all, except: next.slice(-mostExceptions) });
      },
      foldAll: (isFolded) => keep({ group: by, all: isFolded, except: [] }),
    };
  }, [kept, keep, by]);
}
