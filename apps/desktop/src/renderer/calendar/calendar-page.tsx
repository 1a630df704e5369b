import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { CalendarNav } from '@outpost/ui/calendar/calendar-nav';
import type { CalendarApi, EventTime } from '@outpost/ui/calendar/calendar-model';
import { ListBesidePanel } from '@outpost/ui/frame/list-beside-panel';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { IconButton } from '@outpost/ui/parts/button';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { useShortcuts } from '@outpost/ui/keys/keyboard';
import { FilteredState } from '@outpost/ui/states/filtered-state';
import { RefusedState } from '@outpost/ui/states/refused-state';
import { useMemo, useRef, useState } from 'react';
import { RecordView } from '../record/record-view.tsx';
import { oneOf } from '../records/entity-shape.ts';
import { mayCreate, mayRead } from '../records/may.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal } from '../session/session-context.tsx';
import { useRecordBeside } from '../places/use-record-beside.ts';
import { NotWhole } from '../sync/first-sync.tsx';
import { KindsMenu, PeopleMenu } from './calendar-menus.tsx';
import { type CalendarSearch, everyone } from './calendar-search.ts';
import { ChooseKindDialog } from './choose-kind-dialog.tsx';
import { ScheduleCalendar } from './schedule-calendar.tsx';
import { SubscribeDialog } from './subscribe-dialog.tsx';
import { useAddAt } from './use-add-at.ts';
import { useShownSpan } from './use-shown-span.ts';

/** Returns the kinds with a schedule whose records the person can read. */
function useScheduledKinds(): readonly Entity[] {
  const { entities } = useCatalogue();
  const principal = usePrincipal();
  return useMemo(
    () =>
      [...entities.values()].filter(
        (entity) => entity.schedule !== undefined && entity.isRetired !== true && mayRead(principal, entity),
      ),
    [entities, principal],
  );
}

type Props = {
  readonly search: CalendarSearch;
  readonly onSearch: (change: Partial<CalendarSearch>, how: 'push' | 'replace') => void;
};

/** The calendar of all scheduled kinds: a person's own records at first, those of others on request. */
export function CalendarPage({ search, onSearch }: Props) {
  const kinds = useScheduledKinds();
  const principal = usePrincipal();
  const isNarrow = useNarrow();
  const addAt = useAddAt();
  const shown = useShownSpan(search, onSearch);
  const [wish, setWish] = useState<{ readonly time: EventTime | undefined }>();
  const [isSubscribing, setSubscribing] = useState(false);
  const { without = [], who, open } = search;
  const where = useMemo<Filter | undefined>(
    () => (who === everyone ? undefined : { field: 'ownerId', op: 'is', value: who ?? '@me' }),
    [who],
  );
  const hidden = without.join();
  const sources = useMemo(
    () =>
      kinds
        .filter(({ name }) => !hidden.split(',').includes(name))
        .map((entity) => ({ entity, where, search: undefined })),
    [kinds, where, hidden],
  );
  const addable = sources.map(({ entity }) => entity).filter((entity) => mayCreate(principal, entity));
  const [first] = addable;
  const add = (time?: EventTime) => {
    if (addable.length > 1) setWish({ time });
    else if (first) addAt(first, time);
  };
  useShortcuts(first ? [{ keys: 'c', label: 'Add to the calendar', section: 'Calendar', run: () => add() }] : []);

  const drawn = useRef<CalendarApi>(null);
  const beside = useRecordBeside(open, onSearch, drawn);
  const [someKind] = kinds;
  if (!someKind)
    return (
      <>
        <ViewBar title="Calendar" />
        <RefusedState title="No kind of record with a time is shared with your role">
          An administrator can grant more.
        </RefusedState>
      </>
    );
  const bar = (
    <ViewBar
      title="Calendar"
      navigation={<CalendarNav span={shown.span} day={shown.day} onGo={shown.onGo} />}
      filter={
        <>
          <PeopleMenu of={someKind} who={who} onWho={(next) => onSearch({ who: next }, 'push')} />
          {kinds.length > 1 ? (
            <KindsMenu
              kinds={kinds}
              without={without}
              onWithout={(names) => onSearch({ without: names.length === 0 ? undefined : [...names] }, 'replace')}
            />
          ) : null}
        </>
      }
      secondary={
        <>
          {isNarrow ? null : (
            <IconButton icon="print" label="Print" keys="mod+p" size={32} onClick={() => window.print()} />
          )}
          <IconButton icon="link" label="In other programs" size={32} onClick={() => setSubscribing(true)} />
        </>
      }
      {...(first
        ? { primary: { label: addable.length > 1 ? 'New' : `New ${oneOf(first)}`, keys: 'c', onPress: () => add() } }
        : {})}
    />
  );
  return (
    <>
      <ListBesidePanel
        bar={bar}
        isFull={search.full === true}
        list={
          <>
            <NotWhole />
            {sources.length === 0 ? (
              <FilteredState
                noun="kind"
                total={kinds.length}
                clearLabel="Show all kinds"
                onClear={() => onSearch({ without: undefined }, 'push')}
              >
                No kind of record is shown.
              </FilteredState>
            ) : (
              <ScheduleCalendar
                label="Calendar"
                sources={sources}
                shown={shown}
                openId={open}
                onOpen={(id) => beside.show(id, open === id)}
                onAdd={add}
                apiRef={drawn}
                hasOpenLane
              />
            )}
          </>
        }
        panel={
          open === undefined ? undefined : (
            <RecordView
              key={open}
              id={open}
              isFull={search.full ?? false}
              onFull={() => beside.show(open, search.full !== true)}
              onClose={beside.close}
            />
          )
        }
      />
      {isSubscribing ? <SubscribeDialog onClose={() => setSubscribing(false)} /> : null}
      {wish === undefined ? null : (
        <ChooseKindDialog kinds={addable} time={wish.time} onClose={() => setWish(undefined)} />
      )}
    </>
  );
}
