import { viewColumnsSchema, viewPinsSchema } from '@outpost/domain/kernel/catalogue/view-columns';
import { filterSchema } from '@outpost/domain/kernel/questions/list-query';
import type { Principal } from '@outpost/domain/kernel/access/access';
import { useMemo } from 'react';
import { z } from 'zod';
import type { CallInput, ShownRecord } from '../../../bridge/contract.ts';
import { useRecordList } from '../../queries/record-queries.ts';
import { firstForOf, offeredTo } from '../../records/sharing/audience.ts';
import type { ShownListView } from '../../records/list-views.ts';
import { usePrincipal } from '../../session/session-context.tsx';

/** The kind of record of saved views. */
export const savedViewKind = 'platform/saved-view';

/** Chosen: the most saved views of one list that its bar shows, by name. */
const mostViews = 200;

const words = (most: number) => z.string().max(most).nullish();
const fieldsSchema = z.object({
  name: z.string(),
  where: filterSchema.nullish(),
  search: words(200),
  sort: words(130),
  group: words(120),
  kind: words(40), // also one of another build: the list shows its usual kind and says so
  columns: viewColumnsSchema.nullish().catch(null),
  pins: viewPinsSchema.nullish().catch(null),
});

/**
 * Returns a saved view. Undefined if this build cannot read its filter: without it the view would show other records.
 */
export function readSavedView(record: ShownRecord): ShownListView | undefined {
  const read = fieldsSchema.safeParse(record.fields);
  if (!read.success) return undefined;
  const { name, where, search, sort, group, kind, columns, pins } = read.data;
  return {
    id: record.id,
    name,
    ...(where ? { where } : {}),
    ...(search ? { search } : {}),
    ...(sort ? { sort } : {}),
    ...(group ? { group } : {}),
    ...(kind ? { kind } : {}),
    ...(columns ? { columns } : {}),
    ...(pins ? { pins } : {}),
    saved: record,
  };
}

/**
 * Returns the question for the saved views that the bar of a list offers: the person's own, those of their teams, and everyone's.
 * Without a kind of record: those of all lists.
 */
export function savedViewsQuestion(forEntity: string | undefined, principal: Pick<Principal, 'memberships'>) {
  return {
    entity: savedViewKind,
    where: {
      and: [
        ...(forEntity === undefined ? [] : [{ field: 'forEntity', op: 'is' as const, value: forEntity }]),
        offeredTo(principal),
      ],
    },
    sort: [{ field: 'name', direction: 'asc' }],
    limit: mostViews,
  } satisfies CallInput<'records.list'>;
}

/** The saved views of a list, and the one that opens first for this person's roles. */
export type SavedViews = { readonly views: readonly ShownListView[]; readonly first: ShownListView | undefined };

const noRows: readonly ShownRecord[] = [];

/** Returns the saved views of a kind of record, by name. Undefined until they are read; none if they cannot be read. */
export function useSavedViews(entity: string): SavedViews | undefined {
  const principal = usePrincipal();
  const { data, isError } = useRecordList(savedViewsQuestion(entity, principal));
  const rows = isError ? noRows : data?.rows;
  return useMemo(() => {
    if (rows === undefined) return undefined;
    const roles = new Set(principal.memberships.map(({ role }) => role));
    const views = rows.flatMap((row) => readSavedView(row) ?? []);
    return { views, first: views.find(({ saved }) => saved && firstForOf(saved).some((role) => roles.has(role))) };
  }, [rows, principal]);
}
