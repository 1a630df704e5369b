import { TextInput } from '@mantine/core';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { DirectoryToken } from '../../../bridge/calls/directory-calls.ts';
import { useAskAgain } from '../../session/use-from-server.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useAppPorts } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import classes from '../people.module.css';

/** The dialogs of tokens: one is made, gets another secret, or ends. */
export type TokenAct =
  | { readonly kind: 'make' }
  | { readonly kind: 'rotate'; readonly token: DirectoryToken }
  | { readonly kind: 'end'; readonly token: DirectoryToken };

const words = {
  make: { title: 'Make a token', verb: 'Make the token' },
  rotate: { title: 'Make another secret', verb: 'Make another secret' },
  end: { title: 'End the token', verb: 'End the token' },
} as const;

/** Makes a token, gives one another secret, or ends one. A secret is shown only until the dialog closes. */
export function TokenDialog({
  act,
  address,
  onClose,
}: {
  readonly act: TokenAct;
  readonly address: string;
  readonly onClose: () => void;
}) {
  const { bridge } = useAppPorts();
  const again = useAskAgain('directory.read');
  const [name, setName] = useState('');
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const [secret, setSecret] = useState<string>();
  const { title, verb } = words[act.kind];
  const close = () => (isBusy ? undefined : onClose()); // the made secret is shown only here
  const submit = async () => {
    setBusy(true);
    setProblem(undefined);
    const answer =
      act.kind === 'make'
        ? await bridge.call('directory.makeToken', { name: name.trim() })
        : act.kind === 'rotate'
          ? await bridge.call('directory.rotateToken', { id: act.token.id })
          : await bridge.call('directory.endToken', { id: act.token.id });
    setBusy(false);
    again();
    if (!answer.ok) setProblem(refusalText(answer));
    else if (answer.value === null) onClose();
    else setSecret(answer.value.token);
  };
  if (secret !== undefined) return <SecretDialog title={title} secret={secret} address={address} onClose={onClose} />;
  const off = isBusy ? 'The server is being asked.' : undefined;
  return (
    <Dialog onClose={close} title={title} size="md">
      <SubmitForm className={dialog.dialog} onSubmit={submit}>
        {act.kind === 'make' ? (
          <>
            <TextInput
              label="Name"
              description="You recognise the token by this name. An example is the name of your directory."
              placeholder="Entra ID"
              value={name}
              maxLength={120}
              readOnly={isBusy}
              data-autofocus
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <p className={dialog.quiet}>
              The directory acts with your rights: it gives nobody a role that you could not give. It ends after a year,
              and it stops when you lose the right to administer people.
            </p>
          </>
        ) : null}
        {act.kind === 'rotate' ? (
          <p className={dialog.quiet}>
            {act.token.name} gets another secret. The one before is valid for another day, so that you can enter the new
            one in the directory.
          </p>
        ) : null}
        {act.kind === 'end' ? (
          <ul className={classes.told}>
            <li>The next request with {act.token.name} is refused.</li>
            <li>People and their roles stay as they are. The directory no longer adds or suspends people.</li>
          </ul>
        ) : null}
        {problem === undefined ? null : (
          <p role="alert" className={classes.error}>
            {problem}
          </p>
        )}
        <div className={dialog.acts}>
          <Button onClick={close} disabledReason={off}>
            {act.kind === 'end' ? 'Keep it' : 'Cancel'}
          </Button>
          <Button
            type="submit"
            variant="primary"
            keys="mod+enter"
            disabledReason={off ?? (act.kind === 'make' && name.trim() === '' ? 'Type a name first.' : undefined)}
          >
            {verb}
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}

function SecretDialog({
  title,
  secret,
  address,
  onClose,
}: {
  readonly title: string;
  readonly secret: string;
  readonly address: string;
  readonly onClose: () => void;
}) {
  const { copy } = useAppPorts();
  const [isCopied, setCopied] = useState(false);
  const copyIt = async () => {
    await copy(secret);
    setCopied(true);
  };
  return (
    <Dialog onClose={onClose} title={title} size="md" isForReading>
      <div className={dialog.dialog}>
        <p role="status">Enter both in the directory, as the address of the tenant and as its secret token.</p>
        <dl className={classes.pass}>
          <div>
            <dt>Address</dt>
            <dd>{address}</dd>
          </div>
          <div>
            <dt>Token</dt>
            <dd className={classes.hash}>{secret}</dd>
          </div>
        </dl>
        <p className={dialog.quiet}>It is shown only now and is stored nowhere.</p>
        <div className={dialog.acts}>
          <Button icon={isCopied ? 'check' : 'copy'} onClick={() => void copyIt()}>
            {isCopied ? 'Copied' : 'Copy the token'}
          </Button>
          <Button variant="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
