import type { KindViews } from '@outpost/domain/kernel/catalogue/views';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { useNavigate } from '@tanstack/react-router';
import type { ShownRecord } from '../../bridge/contract.ts';
import { shownKinds } from '../notifications/kinds/shown-kinds.ts';
import { useNotifications } from '../notifications/use-notifications.ts';
import { useOpenNotification } from '../notifications/use-open-notification.ts';
import { useTelling } from '../notifications/use-telling.ts';
import { useRecordLists } from '../queries/record-queries.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useOpenRecord } from '../window/use-open-record.ts';
import { HomeLine, HomeSection, NothingToShow } from './home-section.tsx';
import classes from './home.module.css';

const disc = (icon: string, isAccent: boolean) => (
  <span className={classes.disc} data-accent={isAccent || undefined}>
    <Icon name={icon} size={14} />
  </span>
);

type Arrivals = NonNullable<KindViews['arrivals']> & { readonly entity: string };

/** Chosen: as many as fit next to the tasks of a day. One press shows the rest. */
const mostShown = 5;

/**
 * Shows the news on the home page: the person's unread notifications, and the records that have arrived for them
 * (`arrivals` of a kind's views). Notifications of due records are left out: the page lists these records next to it.
 */
export function NeedsYou() {
  const formats = useFormats();
  const now = useNowMs();
  const navigate = useNavigate();
  const { views } = useCatalogue();
  const { entries, mark } = useNotifications();
  const tell = useTelling();
  const open = useOpenNotification(mark);
  const unread = (entries ?? []).filter(({ isRead, kind }) => !isRead && kind !== 'due').slice(0, mostShown);
  const arrivals = [...views.values()].flatMap(({ on, arrivals: declared }): readonly Arrivals[] =>
    declared ? [{ ...declared, entity: on }] : [],
  );
  // A record that a notification already shows is shown once.
  const told = new Set(unread.flatMap(({ record }) => record?.id ?? []));
  const arrived = useRecordLists(
    arrivals.map(({ entity, where }) => ({
      entity,
      where,
      sort: [{ field: 'createdAt', direction: 'desc' as const }],
      limit: 4,
    })),
  ).map((list) => (list?.rows ?? []).filter(({ id }) => !told.has(id)));
  const isEmpty = unread.length === 0 && arrived.flat().length === 0;
  return (
    <HomeSection
      title="New for you"
      trailing={
        <button type="button" className={classes.link} onClick={() => void navigate({ to: '/notifications' })}>
          All notifications
        </button>
      }
    >
      {entries !== undefined && isEmpty ? <NothingToShow>You have read everything.</NothingToShow> : null}
      <ul>
        {unread.map((one) => {
          const { title, detail } = tell(one);
          return (
            <HomeLine
              key={one.id}
              before={disc(shownKinds[one.kind].icon, one.needs !== null)}
              title={title}
              detail={detail}
              onPress={() => open(one)}
              trailing={timeOf(one.at, formats, now)}
            />
          );
        })}
        {arrivals.map((one, place) => (
          <Arrived key={one.entity} arrivals={one} rows={arrived[place] ?? []} />
        ))}
      </ul>
    </HomeSection>
  );
}

/** Returns the time of an instant of today, and the day of any other. */
const timeOf = (at: string, formats: Formats, now: number): string =>
  formats.dayOf(at) === formats.dayOf(now) ? formats.time(at) : formats.day(formats.dayOf(at), formats.dayOf(now));

/** The newest records of one kind that have arrived for the person. */
function Arrived({
  arrivals: { title, icon, detail },
  rows,
}: {
  readonly arrivals: Arrivals;
  readonly rows: readonly ShownRecord[];
}) {
  const formats = useFormats();
  const now = useNowMs();
  const openRecord = useOpenRecord();
  return rows.map((row) => (
    <HomeLine
      key={row.id}
      before={disc(icon, false)}
      title={title}
      detail={detail
        .map((name) => row.fields[name])
        .filter((part) => typeof part === 'string')
        .join(', ')}
      onPress={() => openRecord(row.id)}
      trailing={timeOf(row.createdAt, formats, now)}
    />
  ));
}
