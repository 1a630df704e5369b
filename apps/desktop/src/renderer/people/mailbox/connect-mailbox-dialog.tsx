import { Checkbox, TextInput } from '@mantine/core';
import { isOneAddress } from '@outpost/domain/kernel/text/email-address';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownMailbox, ShownMailProvider } from '../../../bridge/calls/mailbox-calls.ts';
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
import { enteredServerProblem, MailServerFields } from './mail-server-fields.tsx';
import { providerNames } from './provider-sign-in.tsx';

const fields = ['address', 'host', 'port', 'userName', 'password', 'sending.host', 'sending.port'] as const;
type Field = (typeof fields)[number];

/** Returns the field that the server names. */
function problemOf(result: Extract<BridgeResult<unknown>, { ok: false }>): FormProblem<Field> {
  const details: unknown = 'details' in result ? result.details : undefined;
  const path = typeof details === 'object' && details !== null && 'path' in details ? details.path : undefined;
  return { field: fields.find((field) => path === `body.${field}`) ?? null, text: refusalText(result) };
}

const servers = {
  reading: { what: 'the mail server', usualPort: 993 },
  sending: { what: 'the mail server for sending', usualPort: 465 },
} as const;

/**
 * Asks for the settings of a mailbox. The server signs in with them before it keeps them. Where the server offers providers, the person may sign in there
 * instead.
 */
export function ConnectMailboxDialog({
  before,
  providers,
  onProvider,
  onClose,
  onConnected,
}: {
  readonly before: ShownMailbox | null;
  readonly providers: readonly ShownMailProvider[];
  readonly onProvider: (provider: ShownMailProvider) => void;
  readonly onClose: () => void;
  readonly onConnected: () => void;
}) {
  const bridge = useBridge();
  const { person } = useSignedIn();
  const { show } = useSnackbar();
  const isOffline = useIsOffline();
  const [address, setAddress] = useState(before?.address ?? person.email ?? '');
  const entered = before?.provider === null ? before : null; // the servers of a provider take no password
  const [reading, setReading] = useState({ host: entered?.host ?? '', port: String(entered?.port ?? 993) });
  const [userName, setUserName] = useState(entered?.userName ?? '');
  const [password, setPassword] = useState('');
  const [sends, setSends] = useState(before === null || before.sending !== null);
  const [sender, setSender] = useState({ host: entered?.sending?.host ?? '', port: String(entered?.sending?.port ?? 465) }); // prettier-ignore
  const { setProblem, isBusy, errorAt, send } = useFormRequests<Field>(problemOf);
  const connect = async () => {
    if (isBusy) return undefined;
    if (!isOneAddress(address.trim())) return setProblem({ field: 'address', text: 'Type one e-mail address.' });
    const wrong = enteredServerProblem(reading, servers.reading);
    if (wrong) return setProblem(wrong);
    if (password === '') return setProblem({ field: 'password', text: 'Type the password.' });
    const wrongSender = sends ? enteredServerProblem(sender, servers.sending) : undefined;
    if (wrongSender) return setProblem({ ...wrongSender, field: `sending.${wrongSender.field}` });
    const sending = sends ? { host: sender.host.trim(), port: Number(sender.port) } : null;
    const settings = { address: address.trim(), host: reading.host.trim(), port: Number(reading.port), userName: userName.trim() || address.trim(), password, sending }; // prettier-ignore
    const done = await send(bridge.call('mailbox.connect', settings));
    if (!done.ok) return undefined;
    show({ text: `The mailbox ${settings.address} is connected` });
    onConnected();
    return undefined;
  };
  return (
    <Dialog onClose={onClose} title="Connect your mailbox" size="md">
      <SubmitForm className={dialog.dialog} onSubmit={connect}>
        {providers.length === 0 ? (
          <p className={dialog.quiet}>This server offers no sign-in with Google or Microsoft, so your mailbox needs a password.</p>
        ) : (
          <>
            <p className={dialog.quiet}>Sign in with your mail provider. Outpost then gets no password.</p>
            <div className={dialog.acts}>
              {providers.map((provider) => (
                <Button key={provider} disabledReason={isOffline ? 'The server can’t be reached now.' : undefined} onClick={() => onProvider(provider)}>
                  {`Sign in with ${providerNames[provider]}`}
                </Button>
              ))}
            </div>
            <p className={dialog.quiet}>Or connect it with a password:</p>
          </>
        )}
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
        <MailServerFields
          labels={{ host: 'Mail server', port: 'Port' }}
          placeholder="imap.example.com"
          value={reading}
          errors={{ host: errorAt('host'), port: errorAt('port') }}
          onChange={setReading}
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
          <MailServerFields
            labels={{ host: 'Mail server for sending', port: 'Port for sending' }}
            placeholder="smtp.example.com"
            value={sender}
            errors={{ host: errorAt('sending.host'), port: errorAt('sending.port') }}
            onChange={setSender}
          />
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
