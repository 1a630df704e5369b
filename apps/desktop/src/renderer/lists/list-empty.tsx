import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { FilteredState } from '@outpost/ui/states/filtered-state';
import { RefusedState } from '@outpost/ui/states/refused-state';
import { grantCovers } from '@outpost/domain/kernel/catalogue/role';
import { useNavigate } from '@tanstack/react-router';
import { useSummary } from '../queries/record-queries.ts';
import { manyOf, oneOf } from '../records/entity-shape.ts';
import type { ListView } from '../records/list-views.ts';
import { mayCreate } from '../records/may.ts';
import { useNewRecord } from '../records/new-record.tsx';
import { useLiveState, usePrincipal } from '../session/session-context.tsx';
import type { ListSearch } from '../window/list-address.ts';

type Props = {
  readonly entity: Entity;
  readonly view: ListView | undefined;
  readonly search: ListSearch;
  readonly onSearch: (change: Partial<ListSearch>, how: 'push' | 'replace') => void;
};

/**
 * The reason for an empty list: access refused, all records filtered out, none deleted, none received yet, or none created yet.
 * Each reason names a remedy.
 */
export function ListEmpty({ entity, view, search, onSearch }: Props) {
  const principal = usePrincipal();
  const navigate = useNavigate();
  const newRecord = useNewRecord();
  const { sync } = useLiveState();
  const all = useSummary({ entity: entity.name, sums: [] });
  const total = all.data?.groups.reduce((sum, one) => sum + one.count, 0) ?? 0;
  const sees =
    entity.audience === 'tenant' ||
    principal.memberships.some(({ grants }) => grants.some((grant) => grantCovers(grant, entity, 'read')));

  if (!sees)
    return (
      <RefusedState title={`${entity.label.many} are not shared with your role`}>
        An administrator can grant more.
      </RefusedState>
    );
  if (search.life === 'deleted')
    return (
      <EmptyState icon="trash" title={`No deleted ${manyOf(entity)}`}>
        What you delete lies here and can be restored for 180 days.
      </EmptyState>
    );
  const isFiltered = view?.where !== undefined || search.where !== undefined || search.search !== undefined;
  if (isFiltered && total > 0) {
    return (
      <FilteredState
        noun={oneOf(entity)}
        total={total}
        onClear={() => onSearch({ view: undefined, where: undefined, search: undefined }, 'push')}
        clearLabel={`Show all ${manyOf(entity)}`}
      >
        {search.search === undefined
          ? view?.where === undefined
            ? 'None matches the filter.'
            : `None of them is in “${view.name}”${search.where === undefined ? '' : ' and matches the filter'}.`
          : `None is found by “${search.search}”.`}
      </FilteredState>
    );
  }
  if (sync?.firstSync === true)
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
      {entity.label.many} that you add, that are shared with you or that you import stand here.
    </EmptyState>
  );
}
