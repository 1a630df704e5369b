import { type ActivityCount, activityDays } from '@outpost/domain/kernel/audit/activity';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { ViewBar } from '@outpost/ui/frame/view-bar';
import { Avatar } from '@outpost/ui/parts/avatar';
import { DataTable } from '@outpost/ui/parts/data-table';
import { EmptyState } from '@outpost/ui/states/empty-state';
import type { CallOutput } from '../../../bridge/contract.ts';
import { useRecords } from '../../queries/record-queries.ts';
import { useCatalogue, useEntity, usePastCatalogue } from '../../records/use-entity.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useSignedIn } from '../../session/session-context.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { usePeopleEntities } from '../use-people.ts';
import classes from './activity.module.css';

const deeds: Readonly<Record<ActivityCount['what'], (kind: string) => string>> = {
  created: (kind) => `Added ${kind}`,
  changed: (kind) => `Changed ${kind}`,
  'sign-in': () => 'Signed in',
  'sign-in/refused': () => 'Sign-in refused',
};

/**
 * The actions of a person in the last 90 days, by day and kind (PLT-45). Everybody sees their own; people who may read
 * the journal see those of others. The server counts them from the journal, so the page says so if there is no
 * connection.
 */
export function ActivityPage({ person }: { readonly person: string | undefined }) {
  const { person: me } = useSignedIn();
  const id = person ?? me.id;
  const entity = useEntity(usePeopleEntities().person);
  const [record] = useRecords([id]);
  const name = id === me.id ? me.name : record === undefined ? '' : titleOf(entity, record);
  return (
    <>
      <ViewBar title="Activity" />
      <div className={classes.page}>
        <h2 className={classes.title}>
          <Avatar name={name} person={id} isMe={id === me.id} size={24} />
          {id === me.id ? 'Your actions' : `Actions of ${name}`} in the last {activityDays} days
        </h2>
        <Counts person={id} />
      </div>
    </>
  );
}

function Counts({ person }: { readonly person: string }) {
  const answer = useFromServer('people.activity', { person });
  return (
    <FromServer answer={answer} offline="The journal is on the server">
      {(data) => <Counted {...data} />}
    </FromServer>
  );
}

function Counted({ counts, isAll }: CallOutput<'people.activity'>) {
  const formats = useFormats();
  const now = useNowMs();
  const { entities } = useCatalogue();
  const past = usePastCatalogue();
  const today = formats.dayOf(now);
  const kindOf = (name: string | null) =>
    name === null ? '' : ((entities.get(name) ?? past.entities.get(name))?.label.many.toLowerCase() ?? name);
  const sum = (isWanted: (one: ActivityCount) => boolean) =>
    counts.filter(isWanted).reduce((all, { count }) => all + count, 0);
  if (counts.length === 0)
    return (
      <EmptyState icon="history" title="Nothing in this time">
        The journal has no entry of this person.
      </EmptyState>
    );
  const changes = formats.plural(
    sum(({ entity }) => entity !== null),
    'change',
    'changes',
  );
  const signIns = formats.plural(
    sum(({ what }) => what === 'sign-in'),
    'sign-in',
    'sign-ins',
  );
  return (
    <>
      <p className={classes.quiet}>
        {changes}, {signIns}, on {formats.plural(new Set(counts.map(({ day }) => day)).size, 'day', 'days')}.{' '}
        {isAll ? '' : 'The journal is long: only its newest part was counted. '}
        Counts only the kinds of record of which you see every record, and your own actions.
      </p>
      <DataTable
        label="Activity by day"
        columns={[
          { id: 'day', header: 'Day' },
          { id: 'what', header: 'What' },
          { id: 'count', header: 'Times', align: 'end' },
        ]}
        rows={counts.map(({ day, entity, what, count }) => ({
          id: `${day} ${entity ?? ''} ${what}`,
          cells: [formats.day(day, today), deeds[what](kindOf(entity)), formats.count(count)],
        }))}
        isCompact
      />
    </>
  );
}
