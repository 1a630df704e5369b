import { NativeSelect } from '@mantine/core';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownWebhook, ShownWebhookSecret } from '../../../bridge/calls/webhook-calls.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';

/** Something that is done to an endpoint after an explanation. */
export type EndpointAct =
  | { readonly kind: 'replay' | 'remove' | 'secret' }
  | { readonly kind: 'end-secret'; readonly secret: ShownWebhook['secrets'][number] };

type Props = {
  readonly endpoint: ShownWebhook;
  readonly act: EndpointAct;
  readonly onClose: () => void;
  /** With the new secret, where one was made. */
  readonly onDone: (made: ShownWebhookSecret | undefined) => void;
};

const hour = 3_600_000;
const spans = [
  { value: String(hour), label: 'the last hour' },
  { value: String(24 * hour), label: 'the last 24 hours' },
  { value: String(7 * 24 * hour), label: 'the last 7 days' },
  { value: String(30 * 24 * hour), label: 'the last 30 days' },
];

const words = {
  replay: {
    title: 'Replay events',
    text: 'The events are sent again in their order. Each has the number that it had before, so that the receiver can tell repetitions.',
    yes: 'Send them again',
  },
  remove: {
    title: 'Remove the endpoint',
    text: 'It gets nothing more. Its secrets and the log of its deliveries are deleted. This cannot be undone.',
    yes: 'Remove it',
  },
  secret: {
    title: 'Another secret',
    text: 'The former secret signs, too, for a day, so that the receiver has time to take the new one.',
    yes: 'Make the secret',
  },
  'end-secret': {
    title: 'End the secret now',
    text: 'Messages are no longer signed with it. A receiver that knows only this secret refuses them.',
    yes: 'End it',
  },
} as const;

/** Asks before an endpoint is changed, and says what that means. */
export function EndpointDialog({ endpoint, act, onClose, onDone }: Props) {
  const bridge = useBridge();
  const formats = useFormats();
  const now = useNow();
  const { show } = useSnackbar();
  const [span, setSpan] = useState(String(24 * hour));
  const [error, setError] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const { id, name, secrets } = endpoint;
  const ask = () => {
    switch (act.kind) {
      case 'replay':
        return bridge.call('webhooks.replay', { id, from: new Date(now() - Number(span)).toISOString() });
      case 'remove':
        return bridge.call('webhooks.remove', { id });
      case 'secret':
        return bridge.call('webhooks.newSecret', { id, kind: secrets[0]?.kind ?? 'hmac' });
      case 'end-secret':
        return bridge.call('webhooks.endSecret', { id, secret: act.secret.id });
    }
  };
  const go = async () => {
    if (isBusy) return;
    setBusy(true);
    const result = await ask();
    setBusy(false);
    if (!result.ok) return setError(refusalText(result));
    const { value } = result;
    if (act.kind === 'remove') show({ text: `Removed ${name}` });
    if (value !== null && 'events' in value)
      show({ text: `Looks at ${formats.plural(value.events, 'change', 'changes')} again` });
    return onDone(value !== null && 'publicKey' in value ? value : undefined);
  };
  const { title, text, yes } = words[act.kind];
  return (
    <Dialog onClose={onClose} title={`${title}: ${name}`} size="md" isForReading={act.kind !== 'replay'}>
      <SubmitForm className={dialog.dialog} onSubmit={go}>
        <p>{text}</p>
        {act.kind === 'replay' ? (
          <NativeSelect
            label="Events of"
            data={spans}
            value={span}
            onChange={(event) => setSpan(event.currentTarget.value)}
          />
        ) : null}
        {error === undefined ? null : <p role="alert">{error}</p>}
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabledReason={isBusy ? 'The server is being asked.' : undefined}>
            {yes}
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
