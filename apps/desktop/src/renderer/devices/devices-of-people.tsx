import { NativeSelect, TextInput } from '@mantine/core';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Avatar } from '@outpost/ui/parts/avatar';
import { Button } from '@outpost/ui/parts/button';
import { DataTable } from '@outpost/ui/parts/data-table';
import { Icon } from '@outpost/ui/parts/icons';
import { Tag } from '@outpost/ui/parts/tag';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useState } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import type { DeviceSession } from '../../bridge/calls/identity/device-calls.ts';
import { FromServer } from '../session/from-server.tsx';
import type { LatestAnswer } from '../session/use-from-server.ts';
import {
  byAttention,
  countStates,
  deviceStateOf,
  deviceStates,
  type DeviceStateId,
  deviceStateIds,
  matchesWords,
  unsentWords,
} from './device-states.ts';
import { deviceDetails, isSessionOpen, stateWords, wipeAt, wipeWords } from './device-words.ts';
import type { EndedSessions } from './end-dialog.tsx';
import classes from './devices.module.css';

type Props = {
  readonly all: LatestAnswer<CallOutput<'devices.ofPeople'>>;
  readonly me: string;
  /** Only the devices of this person. */
  readonly person: string | undefined;
  readonly onEverybody: () => void;
  readonly onEnd: (ending: EndedSessions) => void;
  /** The id of the session whose details are open. */
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
};

/** The devices of the people whom the person administers, with a filter. A press on a device shows its details. */
export function DevicesOfPeople({ all, me, person, onEverybody, onEnd, chosen, onChoose }: Props) {
  const formats = useFormats();
  const sessions = all.data?.sessions;
  const ofThem = (sessions ?? []).filter((one) => person === undefined || one.personId === person);
  const name = ofThem[0]?.personName ?? undefined;
  const open = ofThem.filter(isSessionOpen);
  const people = new Set(open.map((one) => one.personId)).size;
  return (
    <section aria-labelledby="devices-of-people">
      <div className={classes.head}>
        <h2 id="devices-of-people">{person === undefined ? 'Everyone’s' : `Of ${name ?? 'this person'}`}</h2>
        <span className={classes.quiet}>
          {sessions === undefined
            ? ''
            : `${formats.plural(open.length, 'session', 'sessions')} of ${formats.plural(people, 'person', 'people')}. You see these as an administrator.`}
        </span>
        {person !== undefined ? (
          <Button size="sm" onClick={onEverybody}>
            Show everyone’s
          </Button>
        ) : null}
        {person !== undefined && person !== me && open.length > 0 ? (
          <Button
            size="sm"
            onClick={() => onEnd({ kind: 'person', id: person, name: name ?? 'this person' })}
          >{`Sign out all of ${name ?? 'theirs'}`}</Button>
        ) : null}
      </div>
      <FromServer answer={all} />
      {sessions !== undefined && ofThem.length === 0 ? (
        <EmptyState icon="laptop" title="No devices">
          They have not signed in during the last thirty days.
        </EmptyState>
      ) : null}
      {ofThem.length === 0 ? null : <Listed sessions={ofThem} me={me} chosen={chosen} onChoose={onChoose} />}
    </section>
  );
}

type ListedProps = Pick<Props, 'me' | 'chosen' | 'onChoose'> & { readonly sessions: readonly DeviceSession[] };

/** The filter, the table, and the counts below it. */
function Listed({ sessions, ...props }: ListedProps) {
  const formats = useFormats();
  const now = useNowMs();
  const [words, setWords] = useState('');
  const [state, setState] = useState<DeviceStateId>();
  const counts = countStates(sessions, now);
  const found = byAttention(sessions, now).filter(
    (one) => matchesWords(one, words) && (state === undefined || deviceStateOf(one, now) === state),
  );
  const clear = () => {
    setWords('');
    setState(undefined);
  };
  const stateOptions = deviceStateIds.flatMap((id) => {
    const count = counts.find((one) => one.state === id)?.count ?? 0;
    return count === 0 && id !== state
      ? []
      : [{ value: id, label: `${deviceStates[id].label} ${formats.count(count)}` }];
  });
  return (
    <>
      <div className={classes.filters} role="search" aria-label="Filter the devices">
        <TextInput
          size="xs"
          label="Person, device or address"
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <NativeSelect
          size="xs"
          label="State"
          value={state ?? ''}
          data={[{ value: '', label: `Any state ${formats.count(sessions.length)}` }, ...stateOptions]}
          onChange={(event) => setState(deviceStateIds.find((id) => id === event.currentTarget.value))}
        />
      </div>
      {found.length === 0 ? (
        <EmptyState icon="filter" title="No device matches" add={{ label: 'Clear the filter', onPress: clear }} />
      ) : (
        <DevicesTable sessions={found} {...props} />
      )}
      <p className={classes.foot} role="status">
        <span>{`${formats.count(found.length)} of ${formats.count(sessions.length)}, those that ask for something first`}</span>
        <span>
          {counts.map((one) => `${formats.count(one.count)} ${deviceStates[one.state].label.toLowerCase()}`).join(', ')}
        </span>
      </p>
    </>
  );
}

function DevicesTable({ sessions, me, chosen, onChoose }: ListedProps) {
  const isNarrow = useNarrow();
  return (
    <DataTable
      label="Devices of people"
      columns={[
        { id: 'person', header: 'Person and device' },
        { id: 'used', header: 'Last used, from', width: 190, isWideOnly: true },
        { id: 'unsent', header: 'Unsent acts', width: 120, align: 'end', isWideOnly: true },
        { id: 'state', header: 'State', width: isNarrow ? 176 : 250 },
      ]}
      rows={sessions.map((session) => ({
        id: session.id,
        isMe: session.personId === me,
        isChosen: session.id === chosen,
        cells: [
          <PersonCell key="person" session={session} me={me} />,
          <UsedCell key="used" session={session} />,
          <UnsentCell key="unsent" session={session} />,
          <StateCell key="state" session={session} />,
        ],
      }))}
      onRow={onChoose}
    />
  );
}

type CellProps = { readonly session: DeviceSession };

function PersonCell({ session, me }: CellProps & { readonly me: string }) {
  const of = session.personName ?? 'Somebody';
  return (
    <span className={classes.person}>
      <Avatar name={of} person={session.personId} isMe={session.personId === me} size={24} />
      <span className={classes.two}>
        <span dir="auto">{of}</span>{' '}
        <span className={classes.quiet} dir="auto">
          {session.name}
        </span>
      </span>
    </span>
  );
}

function UsedCell({ session }: CellProps) {
  const formats = useFormats();
  const now = useNowMs();
  return (
    <span className={classes.two}>
      <span>{formats.relative(session.lastUsedAt, now)}</span>
      <span className={classes.quiet}>{deviceDetails(session)}</span>
    </span>
  );
}

function UnsentCell({ session }: CellProps) {
  const formats = useFormats();
  const { text, isSome } = unsentWords(session, formats);
  return <span className={isSome ? classes.unsent : classes.quiet}>{text}</span>;
}

/** The state. In a narrow window, which has no column for them, it also names the unsent acts. */
function StateCell({ session }: CellProps) {
  const formats = useFormats();
  const isNarrow = useNarrow();
  const unsent = unsentWords(session, formats);
  const now = useNowMs();
  const state = deviceStateOf(session, now);
  return (
    <span className={classes.state} data-state={state}>
      <Icon name={deviceStates[state].icon} size={14} />
      <span className={classes.two}>
        {session.isHere ? (
          <Tag>this device</Tag>
        ) : (
          <span>
            {wipeWords(session) ??
              (state === 'lost' ? deviceStates.lost.label : stateWords(session, deviceStates[state].label))}
          </span>
        )}
        <span className={classes.quiet}>
          {session.wipe !== null
            ? formats.relative(wipeAt(session.wipe), now)
            : session.lost !== null
              ? `by ${session.lost.byName ?? 'somebody'}, ${formats.relative(session.lost.at, now)}`
              : session.endedAt === null
                ? `until ${formats.instant(session.endsAt)}`
                : formats.relative(session.endedAt, now)}
        </span>
        {isNarrow && unsent.isSome ? <span className={classes.quiet}>Unsent: {unsent.text}</span> : null}
      </span>
    </span>
  );
}
