import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { inMetres, unitOfLocale } from '@outpost/ui/fields/distance-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { pointsOutside } from '@outpost/ui/map/map-features';
import { type MapArea, type MapCounted, noPoints, type PlaceRow } from '@outpost/ui/map/map-model';
import { PlaceMap } from '@outpost/ui/map/place-map';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { type ReactNode, type Ref, useCallback, useMemo, useState } from 'react';
import { ask } from '../queries/ask.ts';
import { askedIf, queryKeyOf } from '../queries/query-key-of.ts';
import { countOfSummary, useRecord, useSummary } from '../queries/record-queries.ts';
import { type LongList, useWindows } from '../queries/use-windows.ts';
import { manyOf } from '../records/entity-shape.ts';
import { defaultSort, listOrder } from '../records/list-order.ts';
import { sumText } from '../records/values/sums-by-currency.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { useBridge } from '../window/app-ports.tsx';
import { both, type ListSort, readSort, writeSort } from '../window/list-address.ts';
import { areaIn, withoutAreas } from './area-filter.ts';
import { mapSources, mapWords } from './map-words.ts';
import { placeCardOf, placeRowOf } from './place-words.ts';
import { useMapFiles } from './use-map-files.ts';
import { useMapRound } from './use-map-round.tsx';
import { useRound } from './use-round.ts';

type Props = {
  readonly entity: Entity;
  /** The field with the place. */
  readonly field: string;
  readonly where: Filter | undefined;
  readonly search: string | undefined;
  readonly sort: string | undefined;
  readonly onSort: (sort: string | undefined) => void;
  readonly onArea: (area: MapArea | undefined) => void;
  readonly openId: string | undefined;
  readonly onOpen: (id: string, index?: number) => void;
  readonly empty: ReactNode;
  readonly apiRef: Ref<{ readonly focus: () => void }>;
};

const key = 'map';

/** Reads the places of a list. */
function usePlaces(
  { entity, field, where, search }: Pick<Props, 'entity' | 'field' | 'where' | 'search'>,
  isOff = false,
) {
  const bridge = useBridge();
  const input = {
    entity: entity.name,
    field,
    ...(where === undefined ? {} : { where }),
    ...(search === undefined ? {} : { search }),
  };
  return useQuery({
    ...askedIf(!isOff, queryKeyOf('records.places', entity.name, input)),
    queryFn: () => ask(bridge, 'records.places', input),
    placeholderData: keepPreviousData,
  });
}

/** Returns the count of a list, and the sum of its worth. */
function useTotals(entity: Entity, where: Filter | undefined, search: string | undefined) {
  return useSummary({
    entity: entity.name,
    ...(where === undefined ? {} : { where }),
    ...(search === undefined ? {} : { search }),
    sums: entity.worth === undefined ? [] : [entity.worth],
  });
}

/** Returns what the shown count counts. Until a new list is counted, the count of the earlier one is shown. */
function useCounted(listed: MapCounted, totals: { readonly isPlaceholderData: boolean }): MapCounted {
  const [counted, setCounted] = useState(listed);
  if (counted !== listed && !totals.isPlaceholderData) setCounted(listed);
  return counted;
}

/** The records of a kind with a place, as a list next to a map. */
export function EntityMap({
  entity,
  field,
  where,
  search,
  sort,
  onSort,
  onArea,
  openId,
  onOpen,
  empty,
  apiRef,
}: Props) {
  const formats = useFormats();
  const catalogue = useCatalogue();
  const [selectedId, select] = useState<string>();
  const [isWithoutPlace, showWithoutPlace] = useState(false);
  const area = useMemo(() => areaIn(where, field), [where, field]);
  const around = useMemo(() => withoutAreas(where, field), [where, field]);
  const placed = useMemo(() => both(where, { field, op: 'is-not-empty' }), [where, field]);
  const unplaced = useMemo(() => both(around, { field, op: 'is-empty' }), [around, field]);
  const listed = isWithoutPlace ? unplaced : area ? where : placed;
  const kept = useRound(entity, field);
  const { round, form } = useMapRound(entity, kept);
  const isRound = kept.isOn && !isWithoutPlace && kept.ids.length > 0;
  const besides = useMemo(
    () => (isRound ? both(listed, { field: 'id', op: 'none-of', value: [...kept.ids] }) : listed),
    [isRound, listed, kept.ids],
  );
  const points = usePlaces({ entity, field, where, search });
  const { data: allPlaces } = usePlaces({ entity, field, where: around, search }, area === undefined);
  const totals = useTotals(entity, listed, search);
  const counted = useCounted(isWithoutPlace ? 'without-place' : area ? 'in-area' : 'with-place', totals);
  const free = useTotals(entity, besides, search);
  const { data: total } = useTotals(entity, around, search);
  const missing = useTotals(entity, unplaced, search);
  const maps = useMapFiles();
  const unchosen = useMemo(() => defaultSort(catalogue, entity), [catalogue, entity]);
  const lists = useMemo<readonly LongList[]>(
    () => [
      {
        key,
        query: {
          entity: entity.name,
          ...(besides === undefined ? {} : { where: besides }),
          ...(search === undefined ? {} : { search }),
          sort: [...listOrder(unchosen, sort, undefined)],
        },
      },
    ],
    [entity, besides, search, unchosen, sort],
  );
  const windows = useWindows(lists);
  const { show, rowAt: recordAt, refs } = windows;
  const specs = useFieldSpecs(entity, refs);
  const picked = useRecord(selectedId).data?.record;
  const pickedSpecs = useFieldSpecs(entity, useRecord(selectedId).data?.refs ?? refs);
  const error = windows.error ?? points.error ?? totals.error ?? free.error ?? missing.error;
  const inside = points.data;
  const others = useMemo(
    () => (area && inside && allPlaces ? pointsOutside(allPlaces, inside) : noPoints),
    [area, inside, allPlaces],
  );
  const onVisibleRange = useCallback((start: number, end: number) => show(key, [{ start, end }]), [show]);
  if (error) throw error; // the screen's boundary draws it

  const words = { entity, specs, formats };
  const order = readSort(sort);
  const rowAt = (index: number): PlaceRow | undefined => {
    const record = recordAt(key, index);
    return record && placeRowOf(words, record, order);
  };
  const middle = area && 'metres' in area ? { latitude: area.latitude, longitude: area.longitude } : undefined;
  const nearest: ListSort | undefined = middle && { field, direction: 'asc', from: middle };
  const isPicked = picked !== undefined && picked.id === selectedId;
  const place = isPicked ? picked.fields[field] : undefined;
  const worth = totals.data?.groups[0]?.sums[entity.worth ?? ''];
  const count = countOfSummary(totals.data) ?? 0;
  const unplacedCount = countOfSummary(missing.data) ?? 0;
  const isAllUnplaced = !area && !isWithoutPlace && unplacedCount > 0;
  return (
    <>
      <PlaceMap
        label={entity.label.many}
        many={manyOf(entity)}
        count={count}
        counted={counted}
        rowCount={countOfSummary(free.data) ?? 0}
        round={round}
        rowAt={rowAt}
        onVisibleRange={onVisibleRange}
        total={area ? countOfSummary(total) : undefined}
        nearest={
          nearest || order?.from
            ? {
                isOn: order?.from !== undefined,
                onChange: (isOn) => onSort(isOn && nearest ? writeSort(nearest) : undefined),
              }
            : undefined
        }
        withoutPlace={unplacedCount}
        isWithoutPlace={isWithoutPlace}
        onWithoutPlace={showWithoutPlace}
        sum={worth && entity.worth !== undefined ? { label: entity.fields[entity.worth]?.label ?? '', value: sumText(worth, formats) } : undefined} // prettier-ignore
        points={inside}
        more={inside?.more ?? false}
        others={others}
        selectedId={selectedId}
        onSelect={select}
        openId={openId}
        onOpen={onOpen}
        area={area}
        onArea={(next) => {
          showWithoutPlace(false);
          onArea(next);
        }}
        files={maps?.files}
        card={isPicked ? placeCardOf({ ...words, specs: pickedSpecs }, picked) : undefined}
        onNear={
          typeof place === 'object' && place !== null && 'latitude' in place && 'longitude' in place
            ? () => onArea({ latitude: Number(place['latitude']), longitude: Number(place['longitude']), metres: inMetres(5, unitOfLocale(formats.locale)) }) // prettier-ignore
            : undefined
        }
        mapWords={maps ? mapWords(maps.known, formats) : ''}
        attribution={maps ? mapSources(maps.known) : ''}
        empty={
          totals.data === undefined ? null : isAllUnplaced ? (
            <EmptyState icon="map-pin" title={`No ${manyOf(entity)} on the map`}>
              {formats.count(unplacedCount)} without a place. Set it in the field “{entity.fields[field]?.label}”.
            </EmptyState>
          ) : (
            empty
          )
        }
        apiRef={apiRef}
      />
      {form}
    </>
  );
}
