import { Checkbox, NativeSelect, Radio, TextInput } from '@mantine/core';
import { SubmitForm } from '@outpost/ui/fields/editors/submit-form';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { ShownNewKey } from '../../../bridge/calls/identity/key-calls.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import dialog from '../../window/dialog.module.css';
import { grantsOfKey, type KeyReach, keyReaches } from './key-words.ts';
import classes from './keys.module.css';

const spans = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
  { value: '730', label: 'Two years' },
];

type Props = { readonly onClose: () => void; readonly onMade: (made: ShownNewKey) => void };

/**
 * Makes a key: its name, the kinds of record, its rights to them, and its end. The server gives no right that its
 * maker lacks.
 */
export function NewKeyDialog({ onClose, onMade }: Props) {
  const bridge = useBridge();
  const { entities } = useCatalogue();
  const [name, setName] = useState('');
  const [kinds, setKinds] = useState<readonly string[]>([]);
  const [reach, setReach] = useState<KeyReach>('read');
  const [days, setDays] = useState('365');
  const [error, setError] = useState<{ readonly at: 'name' | 'kinds' | 'form'; readonly text: string }>();
  const [isBusy, setBusy] = useState(false);
  const offered = [...entities.values()]
    .filter(({ isRetired }) => !isRetired)
    .toSorted((a, b) => a.label.many.localeCompare(b.label.many));
  const make = async () => {
    if (isBusy) return;
    if (name.trim() === '') return setError({ at: 'name', text: 'Name it after the program.' });
    if (kinds.length === 0) return setError({ at: 'kinds', text: 'Choose at least one kind of record.' });
    const grants = grantsOfKey(kinds, reach);
    if (grants.length > 100)
      return setError({ at: 'kinds', text: 'A key has at most 100 rights. Choose fewer kinds.' });
    setBusy(true);
    const result = await bridge.call('keys.make', { name: name.trim(), grants, days: Number(days) });
    setBusy(false);
    if (result.ok) return onMade(result.value);
    return setError({ at: 'form', text: refusalText(result) });
  };
  return (
    <Dialog onClose={onClose} title="New key of the API" size={552}>
      <SubmitForm className={dialog.dialog} onSubmit={make}>
        <TextInput
          label="Name"
          description="The program that uses it."
          value={name}
          error={error?.at === 'name' ? error.text : undefined}
          data-autofocus
          maxLength={120}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox.Group
          label="Kinds of record"
          value={[...kinds]}
          error={error?.at === 'kinds' ? error.text : undefined}
          onChange={setKinds}
        >
          <div className={classes.kinds}>
            {offered.map(({ name: kind, label }) => (
              <Checkbox key={kind} value={kind} label={label.many} />
            ))}
          </div>
        </Checkbox.Group>
        <Radio.Group label="It may" value={reach} onChange={(value) => setReach(value === 'write' ? 'write' : 'read')}>
          <div className={classes.radios}>
            {(['read', 'write'] as const).map((one) => (
              <Radio key={one} value={one} label={keyReaches[one].label} description={keyReaches[one].describes} />
            ))}
          </div>
        </Radio.Group>
        <NativeSelect
          label="Valid for"
          data={spans}
          value={days}
          onChange={(event) => setDays(event.currentTarget.value)}
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
            Make the key
          </Button>
        </div>
      </SubmitForm>
    </Dialog>
  );
}
