import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { openFilter } from '@outpost/domain/kernel/catalogue/views';
import { useNavigate } from '@tanstack/react-router';
import { useCallback } from 'react';
import { z } from 'zod';
import type { CallInput } from '../../bridge/contract.ts';
import { ask } from '../queries/ask.ts';
import { useLocal } from '../queries/use-local.ts';
import { useBridge } from '../window/app-ports.tsx';

/** Chosen: more records than a person works through in a day, and few enough to be named in one question. */
export const mostInQueue = 200;

const handledWays = ['done', 'later', 'skipped'] as const;
export type HandledWay = (typeof handledWays)[number];

/** The records that a person works through on this device, in order, and the outcomes of those that they have seen. */
const queueSchema = z.object({
  entity: z.string(),
  ids: z.array(z.string()).max(mostInQueue),
  handled: z.record(z.string(), z.enum(handledWays)),
});
export type Queue = z.output<typeof queueSchema>;

/** Returns the filter for records that are still to be done, by the schedule or the stages of their kind. Undefined: it has neither. */
export function toDoFilter(entity: Entity): Filter | undefined {
  const { done } = entity.schedule ?? {};
  return done === undefined ? openFilter(entity) : { field: done, op: 'is-not', value: true };
}

/** Whether the records of a kind can be worked through: they are due at some time, and open or done. */
export const canBeWorkedThrough = (entity: Entity): boolean =>
  (entity.dueBy !== undefined || entity.schedule !== undefined) && toDoFilter(entity) !== undefined;

/** Returns the queue of this device, and the function that stores it. `undefined` while it is being read, null: there is none. */
export function useQueue(): readonly [Queue | null | undefined, (next: Queue | null) => void] {
  const [kept, keep] = useLocal('queue');
  const set = useCallback((next: Queue | null) => keep(next), [keep]);
  return [kept === undefined ? undefined : (queueSchema.safeParse(kept).data ?? null), set];
}

type Listed = Pick<CallInput<'records.list'>, 'where' | 'search' | 'sort'>;

/** The records that are due first come first. */
const dueFirst = ({ dueBy, schedule }: Entity): NonNullable<Listed['sort']> => {
  const field = dueBy ?? schedule?.at;
  return field === undefined ? [] : [{ field, direction: 'asc' }];
};

/** Returns the function that begins to work through the open records of a list, in its order; at most 200 of them. */
export function useWorkThrough(entity: Entity): (list: Listed) => Promise<void> {
  const bridge = useBridge();
  const navigate = useNavigate();
  const [, keep] = useQueue();
  return async ({ where, search, sort }) => {
    const toDo = toDoFilter(entity);
    const filters = [where, toDo].filter((one) => one !== undefined);
    const { rows } = await ask(bridge, 'records.list', {
      entity: entity.name,
      where: { and: filters },
      ...(search === undefined ? {} : { search }),
      sort: sort ?? dueFirst(entity),
      limit: mostInQueue,
    });
    keep({ entity: entity.name, ids: rows.map(({ id }) => id), handled: {} });
    await navigate({ to: '/queue' });
  };
}
