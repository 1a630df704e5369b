import { TextInput } from '@mantine/core';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useIsOffline } from '../session/use-from-server.ts';
import { refusalText } from '../queries/use-acts.ts';
import { textIn } from '../records/values/shown-value.ts';
import { useEntity } from '../records/use-entity.ts';
import { useLiveValue, useSignedIn } from '../session/session-context.tsx';
import { useAppPorts } from '../window/app-ports.tsx';
import { Dialog } from '../window/dialog.tsx';
import dialog from '../window/dialog.module.css';
import { firstPassword } from './first-password.ts';
import { useContactsAgain } from './use-people.ts';
import classes from './people.module.css';

const underWay = 'The server is being asked.';

/**
 * Gives a person a password to sign in with. Only the server keeps it. This device stores it nowhere, so it cannot be
 * sent later, and it is shown only until the dialog closes.
 */
export function FirstPasswordDialog({
  person,
  onClose,
}: {
  readonly person: ShownRecord;
  readonly onClose: () => void;
}) {
  const { bridge, copy, randomBytes } = useAppPorts();
  const { server, organisation } = useSignedIn();
  const formats = useFormats();
  const lastContactAt = useLiveValue('sync', (sync) => sync?.lastContactAt);
  const name = titleOf(useEntity(person.entity), person);
  const email = textIn(person.fields['email']);
  const [password, setPassword] = useState(() => firstPassword(randomBytes));
  const [step, setStep] = useState<'choose' | 'sending' | 'given'>('choose');
  const [isFirst] = useState(person.fields['status'] === 'not-invited'); // the given password changes the status
  const [error, setError] = useState<string>();
  const [isCopied, setCopied] = useState(false);
  const isOffline = useIsOffline();
  const askContactsAgain = useContactsAgain();

  const isSending = step === 'sending';
  const close = () => (isSending ? undefined : onClose()); // the sent password is shown only here

  const give = async () => {
    if (step !== 'choose') return;
    setStep('sending');
    setError(undefined);
    const answer = await bridge.call('people.givePassword', { id: person.id, password });
    if (answer.ok) askContactsAgain();
    else setError(refusalText(answer));
    setStep(answer.ok ? 'given' : 'choose');
  };
  const copyAll = async () => {
    await copy(password);
    setCopied(true);
  };
  const title = isFirst ? `Let ${name} sign in` : `A new password for ${name}`;
  if (step === 'given')
    return (
      <Dialog onClose={onClose} title={title} size="md" isForReading>
        <div className={dialog.dialog}>
          <p role="status">
            {name} can sign in to {organisation.name} with this password, and chooses their own at once.
          </p>
          <dl className={classes.pass}>
            {server === null ? null : (
              <div>
                <dt>Server</dt>
                <dd>{server}</dd>
              </div>
            )}
            <div>
              <dt>E-mail</dt>
              <dd>{email}</dd>
            </div>
            <div>
              <dt>Password</dt>
              <dd className={classes.password}>{password}</dd>
            </div>
          </dl>
          <p className={dialog.quiet}>
            It is shown only now and is stored nowhere. Pass it on by a way that only {name} reads.
          </p>
          <div className={dialog.acts}>
            <Button icon={isCopied ? 'check' : 'copy'} onClick={() => void copyAll()}>
              {isCopied ? 'Copied' : 'Copy the password'}
            </Button>
            <Button variant="primary" onClick={onClose}>
              Done
            </Button>
          </div>
        </div>
      </Dialog>
    );
  return (
    <Dialog onClose={close} title={title} size="md">
      <SubmitForm className={dialog.dialog} onSubmit={give}>
        <TextInput
          label="Password"
          description="At least 12 characters. They choose their own when they sign in with it."
          value={password}
          error={error}
          autoComplete="off"
          spellCheck={false}
          readOnly={isSending}
          onChange={(event) => {
            setPassword(event.currentTarget.value);
            setError(undefined);
          }}
        />
        <div>
          <Button
            size="sm"
            variant="quiet"
            icon="refresh"
            disabledReason={isSending ? underWay : undefined}
            onClick={() => setPassword(firstPassword(randomBytes))}
          >
            Another one
          </Button>
        </div>
        {isFirst ? null : (
          <p className={dialog.quiet}>
            Their former password no longer works, and all their devices have to sign in again.
          </p>
        )}
        {isOffline ? (
          <p className={classes.note} role="note">
            The server can’t be reached now. {person.version === 0 ? `${name} is added and waits to be sent. ` : ''}A
            password is never stored on this device, so give it from {name}’s row when you are online
            {lastContactAt == null ? '' : ` (last contact ${formats.instant(lastContactAt)})`}.
          </p>
        ) : null}
        <div className={dialog.acts}>
          <Button onClick={close} disabledReason={isSending ? underWay : undefined}>
            {isFirst ? 'Later' : 'Cancel'}
          </Button>
          <Button
            type="submit"
            variant="primary"
            keys="mod+enter"
            disabledReason={
              email === ''
                ? 'This person has no e-mail to sign in with. Add one first.'
                : isSending
                  ? underWay
                  : password === ''
                    ? 'Type a password first.'
                    : undefined
            }
          >
            Give this password
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
