import { Button } from '@mantine/core';
import { Avatar } from '@outpost/ui/parts/avatar';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { assertNever } from '@outpost/domain/kernel/assert-never';
import { type FormEvent, useState } from 'react';
import type { BridgeResult, Session } from '../../bridge/contract.ts';
import { useBridge } from '../window/app-ports.tsx';
import { useLive } from './session-context.tsx';
import { type SignInProblem, signInProblem } from './sign-in-problem.ts';
import { triesWords } from './unlocking/tries-words.ts';
import { UnlockField, type UnlockWay, unlockWords } from './unlocking/unlock-field.tsx';
import classes from './session.module.css';

type OnlineNeeded = NonNullable<NonNullable<Session['unlocking']>['onlineNeeded']>;

/** Explains why only a sign-in online opens the data, and the next step. `ended`: the end of the period without contact. */
function whyOnline(reason: OnlineNeeded, ended: string | undefined): string {
  switch (reason) {
    case 'tries':
      return 'There were too many wrong tries on this device. Sign in online with your password; nothing here is lost.';
    case 'period':
      return `The time for which this device opens without contact ended${ended === undefined ? '' : ` on ${ended}`}. Sign in online to go on; nothing here is lost.`;
    case 'clock':
      return 'The clock of this device was set back. Set it to the present time, or sign in online.';
    default:
      return assertNever(reason);
  }
}

/** Returns the organisation with the time of the lock: a time of day, and the day too where it is not today. */
function lockedWords(
  { organisation, lockedAt }: Pick<Session, 'organisation' | 'lockedAt'>,
  { formats, now }: { readonly formats: Formats; readonly now: number },
): string {
  const isToday = lockedAt !== undefined && formats.dayOf(Date.parse(lockedAt)) === formats.dayOf(now);
  const at =
    lockedAt === undefined ? '' : isToday ? ` at ${formats.time(lockedAt)}` : ` on ${formats.instant(lockedAt)}`;
  return organisation === null ? `Locked${at}` : `${organisation.name}, locked${at}`;
}

/** The error of an unlocking. It never names an e-mail, because nobody types one here. */
const unlockProblem = (result: Parameters<typeof signInProblem>[0]): SignInProblem =>
  'code' in result && result.code === 'access/bad-credentials'
    ? { field: 'password', text: 'That is not it.' }
    : signInProblem(result);

/**
 * The page of a locked device. It lists the data that is safe, and lets the person unlock the device without a network,
 * by the PIN or the password.
 */
export function LockedPage({ session, onAnother }: { readonly session: Session; readonly onAnother: () => void }) {
  const sync = useLive('sync');
  const bridge = useBridge();
  const formats = useFormats();
  const now = useNowMs();
  const [typed, setTyped] = useState('');
  const [wantsPassword, setWantsPassword] = useState(false);
  const [problem, setProblem] = useState<SignInProblem>();
  const [isBusy, setBusy] = useState(false);
  const unsent = Math.max(session.unsent, sync?.toSend ?? 0);
  const name = session.person?.name ?? 'This device';

  const { onlineNeeded = null, offlineUntil = null, triesLeft, quick } = session.unlocking ?? {};
  const way: UnlockWay = quick?.pin === 'set' && !wantsPassword ? 'pin' : 'password';
  const isPast = offlineUntil !== null && Date.parse(offlineUntil) <= now;
  const reason = onlineNeeded ?? (isPast ? 'period' : null);
  const isClosed = reason === 'tries' || reason === 'period'; // a clock can be set right, and then the password opens the data
  const why =
    reason === null ? null : whyOnline(reason, offlineUntil === null ? undefined : formats.instant(offlineUntil));
  const untilWhen = isClosed
    ? 'After the sign-in you continue where you were, and waiting changes are sent.'
    : offlineUntil === null
      ? 'Unlocking works without a network.'
      : `Works without a network until ${formats.instant(offlineUntil)}, then a sign-in online is needed.`;

  const type = (text: string) => {
    setTyped(text);
    setProblem(undefined);
  };
  const unlock = async (request: () => Promise<BridgeResult<Session>>) => {
    setBusy(true);
    const result = await request();
    setBusy(false);
    setTyped('');
    if (!result.ok) setProblem(unlockProblem(result));
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (typed === '') return setProblem({ field: 'password', text: unlockWords[way].missing });
    return unlock(() =>
      way === 'pin'
        ? bridge.call('session.unlockByPin', { pin: typed.trim() })
        : bridge.call('session.unlock', { password: typed }),
    );
  };

  return (
    <div className={classes.page}>
      <main className={classes.middle}>
        <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
          <div className={classes.who}>
            <Avatar name={name} isMe size={40} />
            <div>
              <h1 className={classes.title}>{name}</h1>
              <p className={classes.quiet}>{lockedWords(session, { formats, now })}</p>
            </div>
          </div>
          {why === null ? null : (
            <p role="alert" className={classes.problem}>
              {why}
            </p>
          )}
          {isClosed ? null : (
            <UnlockField
              way={way}
              value={typed}
              error={problem?.field === 'password' ? `${problem.text}${triesWords(triesLeft)}` : undefined}
              onChange={type}
            />
          )}
          {!isClosed && quick?.pin === 'set' ? (
            <div>
              <button
                type="button"
                className={classes.link}
                onClick={() => {
                  setWantsPassword(!wantsPassword);
                  type('');
                }}
              >
                {unlockWords[way === 'pin' ? 'password' : 'pin'].instead}
              </button>
            </div>
          ) : null}
          {problem?.field === null ? (
            <p role="alert" className={classes.problem}>
              {problem.text}
            </p>
          ) : null}
          {isClosed ? (
            <Button variant="filled" size="md" onClick={onAnother} autoFocus>
              Sign in online
            </Button>
          ) : (
            <Button
              type="submit"
              variant="filled"
              size="md"
              leftSection={<Icon name="lock" size={14} />}
              aria-busy={isBusy}
              disabled={isBusy}
            >
              {isBusy ? 'Unlocking' : 'Unlock'}
            </Button>
          )}
          {!isClosed && quick?.biometrics === 'on' ? (
            <Button
              variant="default"
              size="md"
              disabled={isBusy}
              onClick={() => void unlock(() => bridge.call('session.unlockByBiometrics', null))}
            >
              Unlock with Touch ID
            </Button>
          ) : null}
          <ul className={classes.facts}>
            <li>
              <Icon name="shield" />
              <span>
                {unsent === 0
                  ? 'All your changes are sent. The records are in an encrypted file on this device.'
                  : `${formats.plural(unsent, 'unsent change is', 'unsent changes are')} safe in the encrypted file on this device.`}
              </span>
            </li>
            <li>
              <Icon name="clock" />
              <span>{untilWhen}</span>
            </li>
          </ul>
          <p className={classes.small} hidden={isClosed}>
            Changed elsewhere, or forgotten?{' '}
            <button type="button" className={classes.link} onClick={onAnother}>
              Sign in online
            </button>{' '}
            with the new password, or ask an administrator. Nothing unsent is dropped by either.
          </p>
        </form>
      </main>
      <footer className={classes.foot}>
        <span className={classes.dot} data-hollow={sync?.state === 'offline' || undefined} aria-hidden />
        <span>
          {sync?.lastContactAt
            ? `Last contact ${formats.instant(sync.lastContactAt)}`
            : session.server === null
              ? 'Locked'
              : new URL(session.server).host}
        </span>
        <span className={classes.gap} />
        <button type="button" className={classes.link} onClick={onAnother}>
          Another person
        </button>
      </footer>
    </div>
  );
}
