import { Radio, Stack } from '@mantine/core';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { SettingsBar } from '../../settings-bar/settings-bar.tsx';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { Button } from '@outpost/ui/parts/button';
import { EmptyState } from '@outpost/ui/states/empty-state';
import { useEffect, useEffectEvent, useState } from 'react';
import type { ShownMailbox } from '../../../bridge/calls/mailbox-calls.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { FromServer } from '../../session/from-server.tsx';
import { useFromServer } from '../../session/use-from-server.ts';
import { useBridge } from '../../window/app-ports.tsx';
import classes from '../../settings/settings.module.css';
import { ConnectMailboxDialog } from './connect-mailbox-dialog.tsx';
import { hasComeBack, providerNames, useProviderSignIn, WaitingForBrowser } from './provider-sign-in.tsx';

/** While the page is open, the mailbox is read. */
const everyMs = 15_000;
/** While the person is in the browser, the page notices soon that they are done. */
const waitingEveryMs = 2_000;

/** The sentences for a mailbox with a password. */
const problems: Readonly<Record<NonNullable<ShownMailbox['problem']>, string>> = {
  'sign-in':
    'The mail server refused the user name or the password. Outpost does not try again, so that your account is not locked. Connect the mailbox anew.',
  unreachable: 'The mail server could not be reached. Outpost tries again by itself.',
  address: 'Outpost may not ask this mail server any more. Connect the mailbox with another one.',
};

/** Returns the sentences for a mailbox to which its person signs in at a provider. `isOffered`: the server offers that sign-in. */
const providerProblems = (provider: string, isOffered: boolean): typeof problems => ({
  'sign-in': `${provider} has ended the access to this mailbox, so Outpost neither reads it nor sends from it. ${isOffered ? 'Sign in again: what came meanwhile is read then, and what you wrote goes out.' : `This server offers no sign-in with ${provider}. Ask its operator, or connect the mailbox with a password.`}`,
  unreachable: `${provider} could not be reached, or did not let Outpost in. Outpost tries again by itself.`,
  address: `Outpost may not ask the mail server of ${provider}. Ask the operator of your server.`,
}); // prettier-ignore

/** The person's own mailbox, which brings answers to the timelines. Nobody else sees it. */
export function MailboxPage() {
  const signIn = useProviderSignIn();
  const { waiting } = signIn;
  const answer = useFromServer('mailbox.show', null, { everyMs: waiting ? waitingEveryMs : everyMs });
  const [isOpen, setOpen] = useState(false);
  const { show } = useSnackbar();
  const { isOffline, again, data } = answer;
  const came = waiting && data && hasComeBack(waiting, data.mailbox) ? data.mailbox?.address : undefined;
  const goOn = useEffectEvent((address: string) => {
    signIn.cancel();
    show({ text: `The mailbox ${address} is connected` });
  });
  useEffect(() => {
    if (came !== undefined) goOn(came);
  }, [came]);
  const connect = () => setOpen(true);
  return (
    <>
      <SettingsBar at="/settings/mailbox" />
      <div className={classes.page}>
        <FromServer answer={answer} offline="The server reads your mailbox">
          {({ mailbox, providers }) => (
            <>
              {signIn.problem === undefined ? null : <p role="alert">{signIn.problem}</p>}
              {waiting ? (
                <WaitingForBrowser
                  provider={waiting.provider}
                  onAgain={() => void signIn.begin(waiting.provider, mailbox)}
                  onCancel={signIn.cancel}
                />
              ) : mailbox === null ? (
                <EmptyState
                  icon="mail"
                  title="No mailbox is connected"
                  {...(isOffline ? {} : { add: { label: 'Connect a mailbox', onPress: connect } })}
                >
                  What you write in Outpost can then go out from your own address. Answers come to the record by
                  themselves, and stop its sequence. All other e-mails stay where they are: Outpost does not read them.
                </EmptyState>
              ) : (
                <Connected
                  mailbox={mailbox}
                  isOffered={mailbox.provider !== null && providers.includes(mailbox.provider)}
                  onSignIn={() =>
                    mailbox.provider === null ? undefined : void signIn.begin(mailbox.provider, mailbox)
                  }
                  onConnect={connect}
                  onChanged={again}
                  isOffline={isOffline}
                />
              )}
              {isOpen ? (
                <ConnectMailboxDialog
                  before={mailbox}
                  providers={providers}
                  onProvider={(provider) => {
                    setOpen(false);
                    void signIn.begin(provider, mailbox);
                  }}
                  onClose={() => setOpen(false)}
                  onConnected={() => {
                    setOpen(false);
                    again();
                  }}
                />
              ) : null}
            </>
          )}
        </FromServer>
      </div>
    </>
  );
}

type ConnectedProps = {
  readonly mailbox: ShownMailbox;
  readonly isOffline: boolean;
  /** Whether the server still offers the sign-in at the provider of this mailbox. */
  readonly isOffered: boolean;
  readonly onSignIn: () => void;
  readonly onConnect: () => void;
  readonly onChanged: () => void;
};

function Connected({ mailbox, isOffline, isOffered, onSignIn, onConnect, onChanged }: ConnectedProps) {
  const bridge = useBridge();
  const formats = useFormats();
  const now = useNowMs();
  const { show } = useSnackbar();
  const { address, host, port, provider, sending, keeps, readAt, kept, skipped, problem } = mailbox;
  const disconnect = async () => {
    const done = await bridge.call('mailbox.disconnect', null);
    show({
      text: done.ok
        ? `The mailbox is disconnected, and its ${provider === null ? 'password' : 'access'} is deleted`
        : refusalText(done),
    });
    if (done.ok) onChanged();
  };
  const keep = async (wanted: string) => {
    const done = await bridge.call('mailbox.keep', { keeps: wanted === 'private' ? 'private' : 'shared' });
    show(
      done.ok
        ? { text: wanted === 'private' ? 'New e-mails are private until you share them' : 'New e-mails are shared' }
        : { text: refusalText(done), tone: 'bad' },
    );
    if (done.ok) onChanged();
  };
  const offline = isOffline ? 'The server can’t be reached now.' : undefined;
  return (
    <section aria-labelledby="own-mailbox" className={classes.section}>
      <h2 id="own-mailbox" className={classes.heading}>
        {address}
      </h2>
      <p className={classes.quiet}>
        {`${provider === null ? `On ${host}, port ${port}.` : `Connected as ${address} by ${providerNames[provider]}.`} ${readAt === null ? 'Not read yet.' : `Read ${formats.relative(readAt, now)}.`}`}
      </p>
      <p>{sending === null ? 'What you write goes out from your organisation’s address, and answers come to yours.' : `What you write goes out from this mailbox, by ${sending.host}, and lands in its folder for sent e-mails.`}</p>
      {problem === null ? null : <p role="alert">{(provider === null ? problems : providerProblems(providerNames[provider], isOffered))[problem]}</p>}
      <p>{kept === 0 ? 'It has brought no answers yet.' : kept === 1 ? 'It has brought one answer.' : `It has brought ${formats.number(kept)} answers.`}</p>
      {skipped === 0 ? null : (
        <p>{`${skipped === 1 ? 'One e-mail' : `${formats.number(skipped)} e-mails`} could not be read. Look into your mail program.`}</p>
      )}
      <Radio.Group label="New e-mails" value={keeps} onChange={(wanted) => void keep(wanted)}>
        <Stack gap="xs" mt="xs">
          <Radio value="shared" label="Shared" description="All who see the record see the answer." disabled={isOffline} />
          <Radio value="private" label="Private until I share them" description="The answer stands on the record for you alone. Its files stay in your mailbox, and its sequence still stops." disabled={isOffline} />
        </Stack>
      </Radio.Group>
      <div className={classes.acts}>
        {isOffered ? (
          <Button size="sm" variant={problem === 'sign-in' ? 'primary' : 'default'} disabledReason={offline} onClick={onSignIn}>
            Sign in again
          </Button>
        ) : null}
        <Button size="sm" disabledReason={offline} onClick={onConnect}>
          Connect it anew
        </Button>
        <Button size="sm" disabledReason={offline} onClick={() => void disconnect()}>
          Disconnect
        </Button>
      </div>
    </section>
  ); // prettier-ignore
}
