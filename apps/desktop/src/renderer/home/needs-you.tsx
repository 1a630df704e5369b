import type { KindViews } from '@outpost/domain/kernel/views';
import { useFormats, useNow } from '@outpost/ui/formats-context';
import { Icon } from '@outpost/ui/icons';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { useOpenRecord } from '../app/use-open-record.ts';
import { useRecordList } from '../queries/record-queries.ts';
import { useReplaced, useTray } from '../queries/sync-queries.ts';
import { fieldNamed } from '../records/field-spec-of.ts';
import { useCatalogue, usePastCatalogue } from '../records/use-entity.ts';
import { firstName } from '../sync/replaced-marks.ts';
import { useSignedIn } from '../session/session-context.tsx';
import { HomeLine, HomeSection } from './home-section.tsx';
import classes from './home.module.css';

const disc = (icon: string, isAccent: boolean) => (
  <span className={classes.disc} data-accent={isAccent || undefined}>
    <Icon name={icon} size={14} />
  </span>
);

type Arrivals = NonNullable<KindViews['arrivals']> & { readonly entity: string };

/** Notifications of the home page: changes that were refused, values that were replaced, and records that have arrived for the person (`arrivals` of a kind's views). */
export function NeedsYou() {
  const formats = useFormats();
  const navigate = useNavigate();
  const openRecord = useOpenRecord();
  const { person } = useSignedIn();
  const { entities } = usePastCatalogue();
  const { views } = useCatalogue();
  const tray = useTray().data?.entries ?? [];
  const replaced = (useReplaced().data?.entries ?? []).filter(({ lost }) => lost.by === person.id);
  const arrivals = [...(views?.values() ?? [])].flatMap(({ on, arrivals: declared }): readonly Arrivals[] =>
    declared ? [{ ...declared, entity: on }] : [],
  );
  const [arrived, setArrived] = useState<Readonly<Record<string, number>>>({});
  const onCount = useCallback((entity: string, count: number) => {
    setArrived((before) => (before[entity] === count ? before : { ...before, [entity]: count }));
  }, []);
  const count = tray.length + replaced.length + Object.values(arrived).reduce((sum, one) => sum + one, 0);
  return (
    <HomeSection title="Notifications" note={count === 0 ? undefined : `${formats.count(count)} new`}>
      {count === 0 ? <p className={classes.faint}>Nothing new: no change of yours was refused or replaced.</p> : null}
      <ul>
        {tray.slice(0, 3).map((entry) => (
          <HomeLine
            key={entry.id}
            before={disc('inbox', true)}
            title="1 change needs you"
            detail={entry.label}
            onPress={() => void navigate({ to: '/sync' })}
            trailing={formats.time(entry.refusedAt)}
          />
        ))}
        {replaced.slice(0, 4).map((entry) => {
          const entity = entities.get(entry.entity);
          return (
            <HomeLine
              key={`${entry.n} ${entry.field}`}
              before={disc('swap', true)}
              title={`${firstName(entry.kept.byName)}’s value replaced yours`}
              detail={`${(entity && fieldNamed(entity, entry.field)?.label) ?? entry.field} of ${entry.title}`}
              onPress={() => openRecord(entry.record)}
              trailing={formats.time(entry.kept.at)}
            />
          );
        })}
        {arrivals.map((one) => (
          <Arrived key={one.entity} arrivals={one} onCount={onCount} />
        ))}
      </ul>
    </HomeSection>
  );
}

/** The newest records of one kind that have come to the person. */
function Arrived({
  arrivals,
  onCount,
}: {
  readonly arrivals: Arrivals;
  readonly onCount: (entity: string, count: number) => void;
}) {
  const { entity, where, title, icon, detail } = arrivals;
  const formats = useFormats();
  const now = useNow();
  const openRecord = useOpenRecord();
  const rows =
    useRecordList({ entity, where, sort: [{ field: 'createdAt', direction: 'desc' }], limit: 4 }).data?.rows ?? [];
  useEffect(() => onCount(entity, rows.length), [onCount, entity, rows.length]);
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
      trailing={
        formats.dayOf(row.createdAt) === formats.dayOf(now())
          ? formats.time(row.createdAt)
          : formats.day(formats.dayOf(row.createdAt), formats.dayOf(now()))
      }
    />
  ));
}
