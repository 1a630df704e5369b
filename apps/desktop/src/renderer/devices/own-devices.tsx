import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { Tag } from '@outpost/ui/parts/tag';
import type { CallOutput } from '../../bridge/contract.ts';
import type { DeviceSession } from '../../bridge/calls/identity/device-calls.ts';
import { FromServer } from '../session/from-server.tsx';
import type { LatestAnswer } from '../session/use-from-server.ts';
import { unsentSentence } from './device-states.ts';
import { askedWords, iconOf, isSessionOpen, lineWords, lostWords } from './device-words.ts';
import type { EndedSessions } from './end-dialog.tsx';
import { ReportButton } from './lost-acts.tsx';
import { useTellDevices } from './use-tell-devices.ts';
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
  const now = useNowMs();
  const open = (own.data?.sessions ?? []).filter(isSessionOpen);
  const listed = (own.data?.sessions ?? []).filter(
    (one) => isSessionOpen(one) || (one.wipe === null && (one.trustedUntil !== null || isInDoubt(one))),
  );
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
              <Doubt session={session} />
              {session.trustedUntil === null ? null : (
                <span className={classes.quiet}>
                  Signs in without your second factor until {formats.instant(session.trustedUntil)}
                </span>
              )}
            </span>
            {session.trustedUntil === null ? null : <TrustButton session={session} />}
            <DoubtActs session={session} />
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

/** Whether an own device was reported as lost, or an administrator waits for the answer whether it is. */
const isInDoubt = ({ lost, asked }: DeviceSession): boolean => lost !== null || asked?.answer === null;

/** The report that an own device is lost, and an administrator's open question about it. */
function Doubt({ session }: { readonly session: DeviceSession }) {
  const formats = useFormats();
  const lost = lostWords(session, formats);
  const asked = session.asked?.answer === null ? askedWords(session, formats) : undefined;
  return (
    <>
      {lost === undefined ? null : <span className={classes.doubt}>{lost}</span>}
      {asked === undefined ? null : <span className={classes.doubt}>Is it lost? {asked}</span>}
    </>
  );
}

/** Reports an own device as lost, or answers that it is not. */
function DoubtActs({ session }: { readonly session: DeviceSession }) {
  const name = <span className="outpost-visually-hidden">{session.name}</span>;
  return (
    <>
      {isInDoubt(session) ? (
        <ReportButton session={session} whose="own" isLost={false}>
          I have it {name}
        </ReportButton>
      ) : null}
      {session.lost !== null || session.isHere ? null : (
        <ReportButton session={session} whose="own" isLost isQuiet={!isInDoubt(session)}>
          It is lost {name}
        </ReportButton>
      )}
    </>
  );
}

/** Has a trusted device ask for the second factor again. It makes signing in stricter, so it needs no proof. */
function TrustButton({ session }: { readonly session: DeviceSession }) {
  const tellDevices = useTellDevices();
  return (
    <Button size="sm" variant="quiet" onClick={() => void tellDevices('devices.endTrust', { id: session.id })}>
      Ask for it again <span className="outpost-visually-hidden">on {session.name}</span>
    </Button>
  );
}
