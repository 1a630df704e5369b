import { Checkbox, TextInput } from '@mantine/core';
import { isOneAddress } from '@outpost/domain/kernel/text/email-address';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownMailbox } from '../../../bridge/calls/mailbox-calls.ts';
import type { BridgeResult } from '../../../bridge/contract.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { type FormProblem, useFormRequests } from '../../queries/use-form-requests.ts';
import { useSignedIn } from '../../session/session-context.tsx';
import { PasswordField } from '../../session/session-fields.tsx';
import { useIsOffline } from '../../session/use-from-server.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import classes from '../people.module.css';

const fields = ['address', 'host', 'port', 'userName', 'password', 'sending.host', 'sending.port'] as const;
type Field = (typeof fields)[number];

/** Returns the field that the server names. */
function problemOf(result: Extract<BridgeResult<unknown>, { ok: false }>): FormProblem<Field> {
  const details: unknown = 'details' in result ? result.details : undefined;
  const path = typeof details === 'object' && details !== null && 'path' in details ? details.path : undefined;
  return { field: fields.find((field) => path === `body.${field}`) ?? null, text: refusalText(result) };
}

/** Asks for the settings of a mailbox. The server signs in with them before it keeps them. */
export function ConnectMailboxDialog({
  before,
  onClose,
  onConnected,
}: {
  readonly before: ShownMailbox | null;
  readonly onClose: () => void;
  readonly onConnected: () => void;
}) {
  const bridge = useBridge();
  const { person } = useSignedIn();
  const { show } = useSnackbar();
  const isOffline = useIsOffline();
  const [address, setAddress] = useState(before?.address ?? person.email ?? '');
  const [host, setHost] = useState(before?.host ?? '');
  const [port, setPort] = useState(String(before?.port ?? 993));
  const [userName, setUserName] = useState(before?.userName ?? '');
  const [password, setPassword] = useState('');
  const [sends, setSends] = useState(before === null || before.sending !== null);
  const [sendingHost, setSendingHost] = useState(before?.sending?.host ?? '');
  const [sendingPort, setSendingPort] = useState(String(before?.sending?.port ?? 465));
  const { setProblem, isBusy, errorAt, send } = useFormRequests<Field>(problemOf);
  const connect = async () => {
    if (isBusy) return undefined;
    if (!isOneAddress(address.trim())) return setProblem({ field: 'address', text: 'Type one e-mail address.' });
    if (host.trim() === '') return setProblem({ field: 'host', text: 'Type the name of the mail server.' });
    if (!/^\d{1,5}$/.test(port.trim())) return setProblem({ field: 'port', text: 'Type a number, usually 993.' });
    if (password === '') return setProblem({ field: 'password', text: 'Type the password.' });
    if (sends && sendingHost.trim() === '')
      return setProblem({ field: 'sending.host', text: 'Type the name of the mail server for sending.' });
    if (sends && !/^\d{1,5}$/.test(sendingPort.trim()))
      return setProblem({ field: 'sending.port', text: 'Type a number, usually 465.' });
    const sending = sends ? { host: sendingHost.trim(), port: Number(sendingPort) } : null;
    const settings = { address: address.trim(), host: host.trim(), port: Number(port), userName: userName.trim() || address.trim(), password, sending }; // prettier-ignore
    const done = await send(bridge.call('mailbox.connect', settings));
    if (!done.ok) return undefined;
    show({ text: `The mailbox ${settings.address} is connected` });
    onConnected();
    return undefined;
  };
  return (
    <Dialog onClose={onClose} title="Connect your mailbox" size="md">
      <SubmitForm className={dialog.dialog} onSubmit={connect}>
        <p className={dialog.quiet}>
          Your mail provider tells you these settings (IMAP and SMTP). Many ask for a password for apps in place of your own.
        </p>
        <TextInput
          label="E-mail address"
          type="email"
          value={address}
          error={errorAt('address')}
          autoComplete="email"
          data-autofocus
          onChange={(event) => setAddress(event.currentTarget.value.slice(0, 320))}
        />
        <TextInput
          label="Mail server"
          placeholder="imap.example.com"
          value={host}
          error={errorAt('host')}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setHost(event.currentTarget.value.slice(0, 253))}
        />
        <TextInput
          label="Port"
          inputMode="numeric"
          value={port}
          error={errorAt('port')}
          autoComplete="off"
          onChange={(event) => setPort(event.currentTarget.value.slice(0, 5))}
        />
        <TextInput
          label="User name"
          description="Leave it empty where it is the address."
          value={userName}
          error={errorAt('userName')}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setUserName(event.currentTarget.value.slice(0, 320))}
        />
        <PasswordField label="Password" value={password} error={errorAt('password')} onChange={setPassword} />
        <Checkbox
          label="Send what I write from this mailbox"
          description="It also lands in the folder for sent e-mails. Otherwise it goes out from the organisation’s address, and answers come to yours."
          checked={sends}
          onChange={(event) => setSends(event.currentTarget.checked)}
        />
        {sends ? (
          <>
            <TextInput
              label="Mail server for sending"
              placeholder="smtp.example.com"
              value={sendingHost}
              error={errorAt('sending.host')}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => setSendingHost(event.currentTarget.value.slice(0, 253))}
            />
            <TextInput
              label="Port for sending"
              inputMode="numeric"
              value={sendingPort}
              error={errorAt('sending.port')}
              autoComplete="off"
              onChange={(event) => setSendingPort(event.currentTarget.value.slice(0, 5))}
            />
          </>
        ) : null}
        {errorAt(null) === undefined ? null : (
          <p role="alert" className={classes.error}>
            {errorAt(null)}
          </p>
        )}
        {isOffline ? (
          <p className={classes.note} role="note">
            The server can’t be reached now, and this needs it.
          </p>
        ) : null}
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" keys="mod+enter" disabledReason={isBusy ? 'The mail server is being asked.' : undefined}>
            Connect
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  ); // prettier-ignore
}
