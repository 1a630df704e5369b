import { TextInput } from '@mantine/core';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownNoticeChannels } from '../../bridge/calls/identity/notice-channel-calls.ts';
import { refusalText } from '../queries/use-acts.ts';
import { FromServer } from '../session/from-server.tsx';
import { useFromServer } from '../session/use-from-server.ts';
import { useBridge } from '../window/app-ports.tsx';
import classes from './notifications.module.css';

type Bridge = ReturnType<typeof useBridge>;
type Changed = ReturnType<Bridge['call']>;
type Change = (call: (bridge: Bridge) => Promise<Awaited<Changed>>) => Promise<boolean>;

/** Where the server would send this person's pushes and texts. A change elsewhere sends no message to this device. */
export const useNoticeChannels = () => useFromServer('noticeChannels.show', null, { isAlwaysOld: true });

/** Where pushes and texts go: the browsers of the person, and their confirmed number. It says what is missing. */
export function ChannelPreferences({ answer }: { readonly answer: ReturnType<typeof useNoticeChannels> }) {
  const bridge = useBridge();
  const { show } = useSnackbar();
  const change: Change = async (call) => {
    const done = await call(bridge);
    if (done.ok) answer.again();
    else show({ text: refusalText(done) });
    return done.ok;
  };
  return (
    <section className={classes.choices}>
      <h2>Push and texts</h2>
      <FromServer answer={answer} offline="The server knows your number and your browsers" old="This may be old.">
        {(channels) => (
          <>
            <Browsers channels={channels} change={change} />
            <OwnNumber key={channels.number?.number ?? ''} channels={channels} change={change} />
          </>
        )}
      </FromServer>
    </section>
  );
}

type Props = { readonly channels: ShownNoticeChannels; readonly change: Change };

function Browsers({ channels: { publicKey, subscriptions }, change }: Props) {
  if (publicKey === null) return <p className={classes.hint}>This server sends no pushes.</p>;
  if (subscriptions.length === 0) return <p className={classes.hint}>No browser gets your pushes yet.</p>;
  return (
    <ul aria-label="Browsers that get pushes">
      {subscriptions.map(({ id, deviceName, service }) => (
        <li key={id}>
          {`${deviceName} (${service}) `}
          <Button size="sm" onClick={() => void change((bridge) => bridge.call('noticeChannels.removePush', { id }))}>
            Remove
          </Button>
        </li>
      ))}
    </ul>
  );
}

const states: Readonly<Record<NonNullable<ShownNoticeChannels['number']>['state'], string>> = {
  unconfirmed: 'is not confirmed. Enter the code that was sent to it; it is valid for ten minutes.',
  confirmed: 'gets your texts. Answer STOP to one of them, or remove it here, to end them.',
  stopped: 'has ended its texts by STOP. Ask for a code to start them again.',
};

function OwnNumber({ channels: { sendsTexts, number }, change }: Props) {
  const [entered, setEntered] = useState(number?.number ?? '');
  const [code, setCode] = useState('');
  if (!sendsTexts && number === null) return <p className={classes.hint}>This server sends no texts for your organisation.</p>;
  const wanted = entered.replaceAll(/[\s()./-]/g, '');
  return (
    <>
      <p className={classes.hint}>{number === null ? 'No number is confirmed.' : `${number.number} ${states[number.state]}`}</p>
      {sendsTexts ? null : <p className={classes.hint}>This server sends no texts for your organisation now.</p>}
      {number?.state === 'unconfirmed' ? (
        <SubmitForm onSubmit={() => change((bridge) => bridge.call('noticeChannels.confirmNumber', { code })).then(() => undefined)}>
          <TextInput label="Code" value={code} autoComplete="one-time-code" onChange={(event) => setCode(event.currentTarget.value.slice(0, 40))} />
          <Button size="sm" type="submit" disabledReason={code.trim() === '' ? 'Enter the code of the text.' : undefined}>
            Confirm the number
          </Button>
        </SubmitForm>
      ) : null}
      {number?.state === 'confirmed' || !sendsTexts ? null : (
        <SubmitForm onSubmit={() => change((bridge) => bridge.call('noticeChannels.enterNumber', { number: wanted })).then(() => undefined)}>
          <TextInput
            label="Number for texts"
            type="tel"
            value={entered}
            placeholder="+14155550100"
            onChange={(event) => setEntered(event.currentTarget.value.slice(0, 40))}
          />
          <Button size="sm" type="submit" disabledReason={/^\+[1-9]\d{6,14}$/.test(wanted) ? undefined : 'Enter the number with its country, such as +14155550100.'}>
            Send a code
          </Button>
        </SubmitForm>
      )}
      {number === null ? null : (
        <Button size="sm" onClick={() => void change((bridge) => bridge.call('noticeChannels.removeNumber', null))}>
          Remove the number
        </Button>
      )}
    </>
  );
} // prettier-ignore
