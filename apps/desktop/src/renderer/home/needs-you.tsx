import type { KindViews } from '@outpost/domain/kernel/catalogue/views';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { useNavigate } from '@tanstack/react-router';
import { useOpenRecord } from '../window/use-open-record.ts';
import { useRecordLists } from '../queries/record-queries.ts';
import { useReplaced, useTray } from '../queries/sync-queries.ts';
import { fieldNamed } from '../records/field-spec-of.ts';
import { useCatalogue, usePastCatalogue } from '../records/use-entity.ts';
import { firstName } from '../sync/replaced-marks.ts';
import { useSignedIn } from '../session/session-context.tsx';
import type { ShownRecord } from '../../bridge/contract.ts';
import { HomeLine, HomeSection } from './home-section.tsx';
import classes from './home.module.css';

const disc = (icon: string, isAccent: boolean) => (
  <span className={classes.disc} data-accent={isAccent || undefined}>
    <Icon name={icon} size={14} />
  </span>
);

type Arrivals = NonNullable<KindViews['arrivals']> & { readonly entity: string };

/**
 * The notifications of the home page: refused changes, replaced values, and records that have arrived for the person (`arrivals`
 * of a kind's views).
 */
export function NeedsYou() {
  const formats = useFormats();
  const navigate = useNavigate();
  const openRecord = useOpenRecord();
  const { person } = useSignedIn();
  const { entities } = usePastCatalogue();
  const { views } = useCatalogue();
  const tray = useTray().data?.entries ?? [];
  const replaced = (useReplaced().data?.entries ?? []).filter(({ lost }) => lost.by === person.id);
  const arrivals = [...views.values()].flatMap(({ on, arrivals: declared }): readonly Arrivals[] =>
    declared ? [{ ...declared, entity: on }] : [],
  );
  const arrived = useRecordLists(
    arrivals.map(({ entity, where }) => ({
      entity,
      where,
      sort: [{ field: 'createdAt', direction: 'desc' as const }],
      limit: 4,
    })),
  ).map((rows = []) => rows);
  const count = tray.length + replaced.length + arrived.flat().length;
  return (
    <HomeSection
      title="Notifications"
      note={count === 0 ? undefined : `${formats.count(count)} new`}
      trailing={
        <button type="button" className={classes.link} onClick={() => void navigate({ to: '/notifications' })}>
          All notifications
        </button>
      }
    >
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
        {arrivals.map((one, place) => (
          <Arrived key={one.entity} arrivals={one} rows={arrived[place] ?? []} />
        ))}
      </ul>
    </HomeSection>
  );
}

/** The newest records of one kind that have arrived for the person. */
function Arrived({
  arrivals: { title, icon, detail },
  rows,
}: {
  readonly arrivals: Arrivals;
  readonly rows: readonly ShownRecord[];
}) {
  const formats = useFormats();
  const now = useNow();
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
      trailing={
        formats.dayOf(row.createdAt) === formats.dayOf(now())
          ? formats.time(row.createdAt)
          : formats.day(formats.dayOf(row.createdAt), formats.dayOf(now()))
      }
    />
  ));
}
