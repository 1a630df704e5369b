import { Button, PasswordInput } from '@mantine/core';
import { Avatar } from '@outpost/ui/parts/avatar';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { type FormEvent, useState } from 'react';
import type { Session, SyncStatus } from '../../bridge/contract.ts';
import { useBridge } from '../window/app-ports.tsx';
import { type SignInProblem, signInProblem } from './sign-in-problem.ts';
import classes from './session.module.css';

/** The page of a locked device: lists the data that is safe, and lets its person unlock it without a network. */
export function LockedPage({
  session,
  sync,
  onAnother,
}: {
  readonly session: Session;
  readonly sync: SyncStatus | undefined;
  readonly onAnother: () => void;
}) {
  const bridge = useBridge();
  const formats = useFormats();
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<SignInProblem>();
  const [isBusy, setBusy] = useState(false);
  const unsent = Math.max(session.unsent, sync?.toSend ?? 0);
  const name = session.person?.name ?? 'This device';

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (password === '') return setProblem({ field: 'password', text: 'Type your password.' });
    setBusy(true);
    const result = await bridge.call('session.unlock', { password });
    setBusy(false);
    setPassword('');
    if (!result.ok) setProblem(signInProblem(result));
  };

  return (
    <div className={classes.page}>
      <main className={classes.middle}>
        <form className={classes.form} onSubmit={(event) => void submit(event)} noValidate>
          <div className={classes.who}>
            <Avatar name={name} isMe size={40} />
            <div>
              <h1 className={classes.title}>{name}</h1>
              <p className={classes.quiet}>
                {session.organisation === null ? 'Locked' : `${session.organisation.name}, locked`}
              </p>
            </div>
          </div>
          <PasswordInput
            label="Password"
            name="password"
            value={password}
            error={problem?.field === 'password' ? problem.text : undefined}
            autoFocus
            autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password' }}
            onChange={(event) => {
              setPassword(event.currentTarget.value);
              setProblem(undefined);
            }}
          />
          {problem?.field === null ? (
            <p role="alert" className={classes.problem}>
              {problem.text}
            </p>
          ) : null}
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
          <ul className={classes.facts}>
            <li>
              <Icon name="shield" />
              <span>
                {unsent === 0
                  ? 'All your changes are sent. The records lie in an encrypted file on this device.'
                  : `${formats.plural(unsent, 'unsent change is', 'unsent changes are')} safe in the encrypted file on this device.`}
              </span>
            </li>
            <li>
              <Icon name="clock" />
              <span>Unlocking works without a network.</span>
            </li>
          </ul>
          <p className={classes.small}>
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
