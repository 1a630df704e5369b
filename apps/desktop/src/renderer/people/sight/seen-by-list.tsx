import { NativeSelect, TextInput } from '@mantine/core';
import type { SeenBy } from '@outpost/domain/kernel/access/sight';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Avatar } from '@outpost/ui/parts/avatar';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { endFor, type ShareEnds, useShareEnds } from '../../record/sharing/use-share-ends.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useSignedIn } from '../../session/session-context.tsx';
import { roleWords } from '../memberships.ts';
import { actionLabel } from '../roles/grant-table.ts';
import { nearestReason, seerReasons } from './sight-words.ts';
import { useSight } from './use-sight.ts';
import classes from './sight.module.css';

type Props = {
  readonly entity: Entity;
  readonly record: ShownRecord;
  readonly roles: readonly ShownRecord[];
  readonly teams: readonly ShownRecord[];
  /** The id of the person whose rights are shown. */
  readonly chosen: string | undefined;
  readonly onPerson: (id: string) => void;
};
type Seer = SeenBy['people'][number];

/** Chosen: enough for a team, and the list stays short enough to read. */
const drawnAtFirst = 50;

/** All people and API keys that see a record, each with the reason, by name. A press on a person shows their rights. */
export function SeenByList(props: Props) {
  const { record } = props;
  const formats = useFormats();
  const answer = useSight('access.seenBy', { record: { entity: record.entity, id: record.id } });
  const counted = answer.data && countWords(answer.data, formats);
  return (
    <aside className={classes.seen} aria-labelledby="seen-by">
      <h2 id="seen-by" className={classes.head}>
        Who sees it? <span className={classes.quiet}>{counted ?? ''}</span>
      </h2>
      <FromServer answer={answer} offline="The server judges the rights of others">
        {(seen) => <Found {...props} seen={seen} />}
      </FromServer>
      <p className={classes.quiet}>Each look at this page is an entry of the journal.</p>
    </aside>
  );
}

/** Returns "9 people, 2 machines": a machine is an API key. */
const countWords = ({ count, machines }: SeenBy, { plural }: Pick<Formats, 'plural'>): string =>
  [plural(count, 'person', 'people'), ...(machines.length === 0 ? [] : [plural(machines.length, 'machine', 'machines')])].join(', '); // prettier-ignore

function Found({ seen, entity, record, ...props }: Props & { readonly seen: SeenBy }) {
  const formats = useFormats();
  const ends = useShareEnds(entity, record);
  const [words, setWords] = useState('');
  const [reason, setReason] = useState('');
  const [isWhole, setWhole] = useState(false);
  const wanted = words.trim().toLocaleLowerCase();
  const found = seen.people.filter(
    ({ name, reasons }) =>
      name.toLocaleLowerCase().includes(wanted) && (reason === '' || nearestReason(reasons).reason === reason),
  );
  const drawn = isWhole ? found : found.slice(0, drawnAtFirst);
  const clear = () => {
    setWords('');
    setReason('');
  };
  return (
    <>
      <div className={classes.filters}>
        <TextInput size="xs" label="Name" value={words} onChange={(event) => setWords(event.currentTarget.value)} />
        <NativeSelect
          size="xs"
          label="Reason"
          value={reason}
          data={[{ value: '', label: 'Any reason' }, ...seerReasons]}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </div>
      {found.length === 0 ? (
        <p className={classes.quiet} role="status">
          Nobody who sees it matches.{' '}
          <Button size="sm" onClick={clear}>
            Clear the filter
          </Button>
        </p>
      ) : null}
      <ul className={classes.people}>
        {drawn.map((seer) => (
          <SeerLine key={seer.id} seer={seer} ends={ends} {...props} />
        ))}
      </ul>
      {drawn.length < found.length ? (
        <Button size="sm" onClick={() => setWhole(true)}>
          {formats.count(found.length - drawn.length)} more
        </Button>
      ) : null}
      <Machines machines={seen.machines} />
      {seen.count > seen.people.length ? (
        <p className={classes.quiet}>The server lists the first {formats.count(seen.people.length)} by name.</p>
      ) : null}
    </>
  );
}

/** The API keys that see the record: each has the rights that its maker and its own grants give. */
function Machines({ machines }: Pick<SeenBy, 'machines'>) {
  return machines.length === 0 ? null : (
    <ul className={classes.people} aria-label="Machines">
      {machines.map(({ id, name, actions, madeBy }) => (
        <li key={id}>
          <Icon name="key" size={16} />
          <bdi>{name}</bdi>
          <span className={classes.why}>
            API key of {madeBy.name}
            <span className={classes.line}>{alsoWords(actions)}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Returns "may also change, delete", or "sees it only". */
const alsoWords = (actions: readonly string[]): string =>
  actions.length === 0
    ? 'sees it only'
    : `may also ${actions.map((action) => actionLabel(action).toLowerCase()).join(', ')}`;

type LineProps = Pick<Props, 'roles' | 'teams' | 'chosen' | 'onPerson'> & {
  readonly seer: Seer;
  readonly ends: ShareEnds | undefined;
};

function SeerLine({ seer: { id, name, reasons, actions }, ends, roles, teams, chosen, onPerson }: LineProps) {
  const formats = useFormats();
  const { person: me } = useSignedIn();
  const { reason, role } = nearestReason(reasons);
  const until = endFor(ends, id);
  const ofRole = reasons.find((one) => one.by === 'grant' && one.role === role);
  const named =
    ofRole?.by === 'grant' ? roleWords([ofRole], { roles, teams, instant: formats.instant }).join('') : undefined;
  const words = {
    owner: 'owner',
    shared: until === undefined ? 'shared with them' : `shared until ${formats.date(formats.dayOf(until))}`,
    team: named ?? 'their team',
    role: named === undefined ? 'their role' : `role ${named}`,
    everyone: 'open to everyone',
  }[reason];
  return (
    <li data-chosen={id === chosen || undefined}>
      <Avatar name={name} person={id} isMe={id === me.id} />
      <button type="button" className={classes.link} aria-pressed={id === chosen} onClick={() => onPerson(id)}>
        {name}
      </button>
      <span className={classes.why}>
        {words}
        <span className={classes.line}>{alsoWords(actions)}</span>
      </span>
    </li>
  );
}
