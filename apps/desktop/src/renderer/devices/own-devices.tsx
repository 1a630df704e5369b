import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { Tag } from '@outpost/ui/parts/tag';
import type { CallOutput } from '../../bridge/contract.ts';
import type { DeviceSession } from '../../bridge/calls/identity/device-calls.ts';
import { FromServer } from '../session/from-server.tsx';
import type { LatestAnswer } from '../session/use-from-server.ts';
import { useActs } from '../queries/use-acts.ts';
import { useBridge } from '../window/app-ports.tsx';
import { unsentSentence } from './device-states.ts';
import { iconOf, isSessionOpen, lineWords } from './device-words.ts';
import type { EndedSessions } from './end-dialog.tsx';
import { useDevicesAgain } from './use-devices-again.ts';
import classes from './devices.module.css';

type Sessions = CallOutput<'devices.own'>;

/** The devices on which the person is signed in, this one first, and those that are trusted without the second factor. */
export function OwnDevices({
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
              {session.isHere || !isSessionOpen(session) || (session.unsent ?? 0) === 0 ? null : (
                <span className={classes.quiet}>Unsent: {unsentSentence(session, formats)}</span>
              )}
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

/** Has a trusted device ask for the second factor again. It makes signing in stricter, so it needs no proof. */
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
