import { Checkbox, NativeSelect, Radio, TextInput } from '@mantine/core';
import { securityEventTypes } from '@outpost/domain/kernel/events/security-event-types';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { CallOutput } from '../../../bridge/contract.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import keys from '../keys/keys.module.css';

const contents = {
  thin: { label: 'Number and kind only', describes: 'The program fetches the record with its own rights.' },
  full: { label: 'The record, too', describes: 'Its values as you may see them, at the moment of sending.' },
} as const;
const secretKinds = [
  { value: 'hmac', label: 'A shared secret (HMAC-SHA256)' },
  { value: 'ed25519', label: 'A public key (ed25519)' },
];
/** The types of events about sign-ins and devices, each once. */
const signInTypes = [...new Set(Object.values(securityEventTypes))].filter(
  (type) => type !== null && /^(user|device)\./.test(type),
) as readonly string[];

type Made = CallOutput<'webhooks.make'>;
type Problem = { readonly at: 'name' | 'url' | 'kinds' | 'form'; readonly text: string };
type Props = { readonly onClose: () => void; readonly onMade: (made: Made) => void };

/** Adds an address: its name, what it gets, and how it is signed. It gets nothing that its maker may not see. */
export function NewEndpointDialog({ onClose, onMade }: Props) {
  const bridge = useBridge();
  const { entities } = useCatalogue();
  const [name, setName] = useState('');
  const [url, setUrl] = useState('https://');
  const [kinds, setKinds] = useState<readonly string[]>([]);
  const [withSignIns, setSignIns] = useState(false);
  const [content, setContent] = useState<'thin' | 'full'>('thin');
  const [kind, setKind] = useState<'hmac' | 'ed25519'>('hmac');
  const [error, setError] = useState<Problem>();
  const [isBusy, setBusy] = useState(false);
  const offered = [...entities.values()]
    .filter(({ isRetired }) => !isRetired)
    .toSorted((a, b) => a.label.many.localeCompare(b.label.many));
  const make = async () => {
    if (isBusy) return;
    if (name.trim() === '') return setError({ at: 'name', text: 'Name it after the program.' });
    if (!/^https:\/\/[^/\s]+/.test(url.trim()))
      return setError({ at: 'url', text: 'Enter an address that begins with https://.' });
    if (kinds.length === 0 && !withSignIns) return setError({ at: 'kinds', text: 'Choose what it gets.' });
    setBusy(true);
    const events = withSignIns ? [...signInTypes] : [];
    const result = await bridge.call('webhooks.make', { name: name.trim(), url: url.trim(), content, kinds: [...kinds], events, kind }); // prettier-ignore
    setBusy(false);
    if (result.ok) return onMade(result.value);
    return setError({ at: 'form', text: refusalText(result) });
  };
  const problemAt = (place: Problem['at']) => (error?.at === place ? error.text : undefined);
  return (
    <Dialog onClose={onClose} title="New endpoint" size={552}>
      <SubmitForm className={dialog.dialog} onSubmit={make}>
        <TextInput
          label="Name"
          description="The program that gets the events."
          value={name}
          error={problemAt('name')}
          data-autofocus
          maxLength={120}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label="Address"
          description="An https address on the public internet."
          value={url}
          error={problemAt('url')}
          maxLength={2_000}
          inputMode="url"
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <Checkbox.Group label="Changes of" value={[...kinds]} error={problemAt('kinds')} onChange={setKinds}>
          <div className={keys.kinds}>
            {offered.map(({ name: one, label }) => (
              <Checkbox key={one} value={one} label={label.many} />
            ))}
          </div>
        </Checkbox.Group>
        <Checkbox
          label="Sign-ins and devices"
          description="Who signed in or was refused, and what happened to devices."
          checked={withSignIns}
          onChange={(event) => setSignIns(event.currentTarget.checked)}
        />
        <Radio.Group
          label="Each message has"
          value={content}
          onChange={(value) => setContent(value === 'full' ? 'full' : 'thin')}
        >
          <div className={keys.radios}>
            {(['thin', 'full'] as const).map((one) => (
              <Radio key={one} value={one} label={contents[one].label} description={contents[one].describes} />
            ))}
          </div>
        </Radio.Group>
        <NativeSelect
          label="Signed with"
          data={secretKinds}
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value === 'ed25519' ? 'ed25519' : 'hmac')}
        />
        {error?.at === 'form' ? <p role="alert">{error.text}</p> : null}
        <div className={dialog.acts}>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            variant="primary"
            keys="mod+enter"
            disabledReason={isBusy ? 'The server is being asked.' : undefined}
          >
            Add the endpoint
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
