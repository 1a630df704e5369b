import { useFormats, useNow } from '@outpost/ui/formats-context';
import { Icon } from '@outpost/ui/icons';
import { useNavigate } from '@tanstack/react-router';
import { useOpenRecord } from '../app/use-open-record.ts';
import { useRecordList } from '../queries/record-queries.ts';
import { useReplaced, useTray } from '../queries/sync-queries.ts';
import { fieldNamed } from '../records/field-spec-of.ts';
import { usePastCatalogue } from '../records/use-entity.ts';
import { firstName } from '../sync/replaced-marks.ts';
import { useSignedIn } from '../session/session-context.tsx';
import { HomeLine, HomeSection } from './home-section.tsx';
import classes from './home.module.css';

const disc = (icon: string, isAccent: boolean) => (
  <span className={classes.disc} data-accent={isAccent || undefined}>
    <Icon name={icon} size={14} />
  </span>
);

/** What others did that concerns one: refused changes, replaced values, new leads. */
export function NeedsYou() {
  const formats = useFormats();
  const navigate = useNavigate();
  const openRecord = useOpenRecord();
  const { person } = useSignedIn();
  const now = useNow();
  const { entities } = usePastCatalogue();
  const tray = useTray().data?.entries ?? [];
  const replaced = (useReplaced().data?.entries ?? []).filter(({ lost }) => lost.by === person.id);
  const leads = useRecordList({
    entity: 'crm/lead',
    where: {
      and: [
        { field: 'ownerId', op: 'is', value: '@me' },
        { field: 'status', op: 'is', value: 'new' },
      ],
    },
    sort: [{ field: 'createdAt', direction: 'desc' }],
    limit: 4,
  });
  const rows = leads.data?.rows ?? [];
  const isEmpty = tray.length + replaced.length + rows.length === 0;
  return (
    <HomeSection
      title="Notifications"
      note={isEmpty ? undefined : `${formats.count(tray.length + replaced.length + rows.length)} new`}
    >
      {isEmpty ? <p className={classes.faint}>Nothing new: no change of yours was refused or replaced.</p> : null}
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
        {rows.map((row) => (
          <HomeLine
            key={row.id}
            before={disc('target', false)}
            title="New lead for you"
            detail={[row.fields['name'], row.fields['company']].filter((part) => typeof part === 'string').join(', ')}
            onPress={() => openRecord(row.id)}
            trailing={
              formats.dayOf(row.createdAt) === formats.dayOf(now())
                ? formats.time(row.createdAt)
                : formats.day(formats.dayOf(row.createdAt), formats.dayOf(now()))
            }
          />
        ))}
      </ul>
    </HomeSection>
  );
}
