import { organisationEntity } from '../../bridge/organisation-entity.ts';
import { administers } from '@outpost/domain/kernel/access/access';
import { unlockLimitsOf } from '@outpost/domain/kernel/access/unlock-limits';
import { sessionLimitsOf } from '@outpost/domain/kernel/access/session-limits';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { TitlePath, ViewBar } from '@outpost/ui/frame/view-bar';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { Avatar } from '@outpost/ui/parts/avatar';
import { Button } from '@outpost/ui/parts/button';
import { DataTable } from '@outpost/ui/parts/data-table';
import { Icon } from '@outpost/ui/parts/icons';
import { Tag } from '@outpost/ui/parts/tag';
import { useNarrow } from '@outpost/ui/parts/use-narrow';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { CallOutput } from '../../bridge/contract.ts';
import type { DeviceSession, DeviceWipe } from '../../bridge/calls/device-calls.ts';
import { FromServer } from '../session/from-server.tsx';
import { type LatestAnswer, useFromServer } from '../session/use-from-server.ts';
import { useActs } from '../queries/use-acts.ts';
import { useBridge } from '../window/app-ports.tsx';
import { useRecordList } from '../queries/record-queries.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { usePrincipal, useSignedIn } from '../session/session-context.tsx';
import { iconOf, isSessionOpen, lineWords, deviceDetails, stateWords, wipeAt, wipeWords } from './device-words.ts';
import { EndDialog, type EndedSessions } from './end-dialog.tsx';
import { HandedOverDialog } from './handed-over-dialog.tsx';
import { useDevicesAgain } from './use-devices-again.ts';
import classes from './devices.module.css';

type Sessions = CallOutput<'devices.own'>;

/** Chosen: last uses are shown in minutes. */
const devicesAgainMs = 60_000;

const path = [
  { id: 'settings', name: 'Settings' },
  { id: 'devices', name: 'Devices' },
];

type Props = {
  /** An administrator sees the devices of this person only. */
  readonly person: string | undefined;
  readonly onEverybody: () => void;
};

/**
 * The devices on which the person is signed in, and for administrators those of the people whom they administer. The server has the
 * list, so without contact the page says so.
 */
export function DevicesPage({ person, onEverybody }: Props) {
  const catalogue = useCatalogue();
  const principal = usePrincipal();
  const formats = useFormats();
  const navigate = useNavigate();
  const { person: me } = useSignedIn();
  const [ending, setEnding] = useState<EndedSessions>();
  const [read, setRead] = useState<DeviceSession>();
  const { people } = catalogue;
  const isAdministrator = people !== undefined && administers(principal, entityOf(catalogue, people.person));
  const own = useFromServer('devices.own', null, { everyMs: devicesAgainMs });
  const all = useFromServer('devices.ofPeople', null, { everyMs: devicesAgainMs, isOff: !isAdministrator });
  const { data } = useRecordList({ entity: organisationEntity, limit: 1 });
  const { idleDays, sessionDays } = sessionLimitsOf(data?.rows[0]?.fields);
  const { offlineDays } = unlockLimitsOf(data?.rows[0]?.fields);
  const days = (count: number) => formats.plural(count, 'day', 'days');
  return (
    <>
      <ViewBar title={<TitlePath steps={path} />} />
      <div className={classes.page}>
        <p className={classes.limits}>
          <span>
            A device is signed out after <b>{days(idleDays)}</b> without use. Everybody signs in again after{' '}
            <b>{days(sessionDays)}</b>.
            {offlineDays === null ? null : (
              <>
                {' '}
                A device opens offline for <b>{days(offlineDays)}</b> at most.
              </>
            )}
          </span>
          <Button size="sm" icon="settings" onClick={() => void navigate({ to: '/settings/organisation' })}>
            {isAdministrator ? 'Change the limits' : 'Organisation'}
          </Button>
        </p>
        <OwnDevices own={own} onEnd={setEnding} />
        {isAdministrator ? (
          <DevicesOfPeople
            all={all}
            me={me.id}
            person={person}
            onEverybody={onEverybody}
            onEnd={setEnding}
            onRead={setRead}
          />
        ) : null}
      </div>
      {read?.wipe ? <HandedOverDialog session={read} wipe={read.wipe.id} onClose={() => setRead(undefined)} /> : null}
      {ending === undefined ? null : <EndDialog ending={ending} onClose={() => setEnding(undefined)} />}
    </>
  );
}

function OwnDevices({
  own,
  onEnd,
}: {
  readonly own: LatestAnswer<Sessions>;
  readonly onEnd: (ending: EndedSessions) => void;
}) {
  const formats = useFormats();
  const now = useNow()();
  const open = (own.data?.sessions ?? []).filter(isSessionOpen);
  const listed = (own.data?.sessions ?? []).filter((one) => isSessionOpen(one) || one.trustedUntil !== null);
  const shown = listed.toSorted((a, b) => Number(b.isHere) - Number(a.isHere));
  return (
    <section aria-labelledby="own-devices">
      <div className={classes.head}>
        <h2 id="own-devices">Yours</h2>
        <span className={classes.quiet}>You get a mail when a new one signs in.</span>
        {open.length > 1 ? (
          <Button size="sm" onClick={() => onEnd({ kind: 'others' })}>
            Sign out the others
          </Button>
        ) : null}
        {open.length > 0 ? (
          <Button size="sm" onClick={() => onEnd({ kind: 'all' })}>
            Sign out all
          </Button>
        ) : null}
      </div>
      <FromServer answer={own} />
      <ul className={classes.list}>
        {shown.map((session) => (
          <li key={session.id}>
            <Icon name={iconOf(session)} size={16} />
            <span className={classes.two}>
              <b dir="auto">{session.name}</b>
              <span className={classes.quiet}>{lineWords(session, formats, now)}</span>
              {session.trustedUntil === null ? null : (
                <span className={classes.quiet}>
                  Signs in without your second factor until {formats.instant(session.trustedUntil)}
                </span>
              )}
            </span>
            {session.trustedUntil === null ? null : <TrustButton session={session} />}
            {session.isHere ? (
              <>
                <Tag>this device</Tag>
                <Button size="sm" variant="quiet" onClick={() => onEnd({ kind: 'one', session, whose: 'own' })}>
                  Wipe <span className="outpost-visually-hidden">this device</span>
                </Button>
              </>
            ) : !isSessionOpen(session) ? null : (
              <Button size="sm" variant="quiet" onClick={() => onEnd({ kind: 'one', session, whose: 'own' })}>
                Sign out <span className="outpost-visually-hidden">{session.name}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Has a trusted device ask for the second factor again. It makes signing in stricter, so it wants no proof. */
function TrustButton({ session }: { readonly session: DeviceSession }) {
  const bridge = useBridge();
  const again = useDevicesAgain();
  const { tell } = useActs();
  const end = async () => {
    await tell<'devices.endTrust'>(bridge.call('devices.endTrust', { id: session.id }));
    again();
  };
  return (
    <Button size="sm" variant="quiet" onClick={() => void end()}>
      Ask for it again <span className="outpost-visually-hidden">on {session.name}</span>
    </Button>
  );
}

/**
 * The acts of an administrator on a device with an order to wipe it: reading the data that it handed over, and withdrawing the
 * order before the device has received it.
 */
function WipeButton({
  session,
  wipe,
  of,
  onRead,
}: {
  readonly session: DeviceSession;
  readonly wipe: DeviceWipe;
  readonly of: string;
  readonly onRead: (session: DeviceSession) => void;
}) {
  const bridge = useBridge();
  const again = useDevicesAgain();
  const { tell } = useActs();
  const hidden = (
    <span className="outpost-visually-hidden">
      {' '}
      by {session.name} of {of}
    </span>
  );
  if (wipe.handedOverAt !== null)
    return wipe.acts === 0 ? (
      <span className={classes.quiet}>nothing unsent</span>
    ) : (
      <Button size="sm" variant="quiet" onClick={() => onRead(session)}>
        {wipe.acts} handed over{hidden}
      </Button>
    );
  if (wipe.contactedAt !== null) return null;
  const keep = async () => {
    await tell<'devices.keep'>(bridge.call('devices.keep', { id: wipe.id }));
    again();
  };
  return (
    <Button size="sm" variant="quiet" onClick={() => void keep()}>
      Take back
      <span className="outpost-visually-hidden">
        {' '}
        the order to wipe {session.name} of {of}
      </span>
    </Button>
  );
}

function DevicesOfPeople({
  all,
  me,
  person,
  onEverybody,
  onEnd,
  onRead,
}: {
  readonly all: LatestAnswer<Sessions>;
  readonly me: string;
  readonly person: string | undefined;
  readonly onEverybody: () => void;
  readonly onEnd: (ending: EndedSessions) => void;
  /** Shows the changes that a wiped device handed over. */
  readonly onRead: (session: DeviceSession) => void;
}) {
  const formats = useFormats();
  const now = useNow()();
  const isNarrow = useNarrow();
  const sessions = all.data?.sessions;
  const shown = (sessions ?? []).filter((one) => person === undefined || one.personId === person);
  const name = shown[0]?.personName ?? undefined;
  const openCount = shown.filter(isSessionOpen).length;
  const rowOf = (session: DeviceSession) => {
    const of = session.personName ?? 'Somebody';
    const used = (
      <span key="used" className={classes.two}>
        <span>{formats.relative(session.lastUsedAt, now)}</span>
        <span className={classes.quiet}>{deviceDetails(session)}</span>
      </span>
    );
    return {
      id: session.id,
      isMe: session.personId === me,
      cells: [
        <span key="person" className={classes.person}>
          <Avatar name={of} person={session.personId} isMe={session.personId === me} size={24} />
          <span className={classes.two}>
            <span dir="auto">{of}</span>
            <span className={classes.quiet} dir="auto">
              {session.name}
            </span>
          </span>
        </span>,
        ...(isNarrow ? [] : [used]),
        <span key="state" className={classes.two}>
          {session.isHere ? <Tag>this device</Tag> : <span>{wipeWords(session) ?? stateWords(session)}</span>}
          <span className={classes.quiet}>
            {session.wipe !== null
              ? formats.relative(wipeAt(session.wipe), now)
              : session.endedAt === null
                ? `until ${formats.instant(session.endsAt)}`
                : formats.relative(session.endedAt, now)}
          </span>
        </span>,
        session.wipe !== null ? (
          <WipeButton key="wipe" session={session} wipe={session.wipe} of={of} onRead={onRead} />
        ) : isSessionOpen(session) && !session.isHere ? (
          <Button
            key="end"
            size="sm"
            variant="quiet"
            onClick={() => onEnd({ kind: 'one', session, whose: session.personId === me ? 'own' : 'other' })}
          >
            Sign out{' '}
            <span className="outpost-visually-hidden">
              {session.name} of {of}
            </span>
          </Button>
        ) : !isSessionOpen(session) && session.personId !== me ? (
          <Button
            key="wipe"
            size="sm"
            variant="quiet"
            onClick={() => onEnd({ kind: 'one', session, whose: 'other', isLost: true })}
          >
            Wipe{' '}
            <span className="outpost-visually-hidden">
              {session.name} of {of}
            </span>
          </Button>
        ) : null,
      ],
    };
  };
  return (
    <section aria-labelledby="devices-of-people">
      <div className={classes.head}>
        <h2 id="devices-of-people">{person === undefined ? 'Everyone’s' : `Of ${name ?? 'this person'}`}</h2>
        <span className={classes.quiet}>
          {sessions === undefined
            ? ''
            : `${formats.plural(openCount, 'session', 'sessions')} of ${formats.plural(new Set(shown.filter(isSessionOpen).map((one) => one.personId)).size, 'person', 'people')}. You see these as an administrator.`}
        </span>
        {person !== undefined ? (
          <Button size="sm" onClick={onEverybody}>
            Show everyone’s
          </Button>
        ) : null}
        {person !== undefined && person !== me && openCount > 0 ? (
          <Button
            size="sm"
            onClick={() => onEnd({ kind: 'person', id: person, name: name ?? 'this person' })}
          >{`Sign out all of ${name ?? 'theirs'}`}</Button>
        ) : null}
      </div>
      <FromServer answer={all} />
      {sessions !== undefined && shown.length === 0 ? (
        <EmptyState icon="laptop" title="No devices">
          They have not signed in during the last thirty days.
        </EmptyState>
      ) : null}
      {shown.length === 0 ? null : (
        <DataTable
          label="Devices of people"
          columns={[
            { id: 'person', header: 'Person and device' },
            ...(isNarrow ? [] : [{ id: 'used', header: 'Last used, from', width: 190 }]),
            { id: 'state', header: 'State', width: isNarrow ? 120 : 240 },
            {
              id: 'end',
              header: <span className="outpost-visually-hidden">Sign out or wipe</span>,
              width: isNarrow ? 96 : 136,
            },
          ]}
          rows={shown.map(rowOf)}
        />
      )}
    </section>
  );
}
