import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { FilteredState } from '@outpost/ui/states/filtered-state';
import { RefusedState } from '@outpost/ui/states/refused-state';
import { useNavigate } from '@tanstack/react-router';
import { useCount } from '../queries/record-queries.ts';
import { manyOf, oneOf } from '../records/entity-shape.ts';
import { mayCreate, mayRead } from '../records/may.ts';
import { useNewRecord } from '../records/creating/new-record.tsx';
import { useIsFirstSync, usePrincipal } from '../session/session-context.tsx';
import type { ListSearch } from '../window/list-address.ts';
import { allOfThem, type ShownList } from './shown-list.ts';

type Props = {
  readonly entity: Entity;
  readonly shown: ShownList;
  readonly life: 'alive' | 'deleted';
  readonly onSearch: (change: Partial<ListSearch>, how: 'push' | 'replace') => void;
};

/**
 * The reason for an empty list: access refused, all records filtered out, none deleted, none received yet, or none created yet.
 * Each reason names a remedy.
 */
export function ListEmpty({ entity, shown, life, onSearch }: Props) {
  const { view } = shown;
  const principal = usePrincipal();
  const navigate = useNavigate();
  const newRecord = useNewRecord();
  const isFirstSync = useIsFirstSync();
  const total = useCount(entity) ?? 0;
  if (!mayRead(principal, entity))
    return (
      <RefusedState title={`${entity.label.many} are not shared with your role`}>
        An administrator can grant more.
      </RefusedState>
    );
  if (life === 'deleted')
    return (
      <EmptyState icon="trash" title={`No deleted ${manyOf(entity)}`}>
        Records that you delete are kept here for 180 days, and can be restored.
      </EmptyState>
    );
  const isFiltered = shown.where !== undefined || shown.search !== undefined;
  if (isFiltered && total > 0) {
    return (
      <FilteredState
        noun={oneOf(entity)}
        total={total}
        onClear={() => onSearch(allOfThem, 'push')}
        clearLabel={`Show all ${manyOf(entity)}`}
      >
        {shown.search === undefined
          ? view?.where === undefined
            ? 'None matches the filter.'
            : `None of them is in “${view.name}”${shown.where === view.where ? '' : ' and matches the filter'}.`
          : `None is found by “${shown.search}”.`}
      </FilteredState>
    );
  }
  if (isFirstSync === true)
    return (
      <EmptyState icon={entity.icon} title={`No ${manyOf(entity)} here yet`}>
        This device has not received all of your records.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={entity.icon}
      title={`No ${manyOf(entity)} yet`}
      {...(mayCreate(principal, entity)
        ? {
            add: { label: `Add a ${oneOf(entity)}`, keys: 'c', onPress: () => newRecord({ entity: entity.name }) },
            onImport: () => void navigate({ to: '/import' }),
          }
        : {})}
    >
      {entity.label.many} that you add, that are shared with you or that you import appear here.
    </EmptyState>
  );
}
