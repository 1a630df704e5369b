import { Select, TextInput } from '@mantine/core';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useState } from 'react';
import type { Bridge, BridgeResult } from '../../../bridge/contract.ts';
import { usePeople } from '../use-people.ts';
import { refusalText } from '../../queries/use-acts.ts';
import { useSignedIn } from '../../session/session-context.tsx';
import { useBridge } from '../../window/app-ports.tsx';
import { Dialog } from '../../window/dialog.tsx';
import { StepForm } from '../../window/step-form.tsx';
import classes from './life.module.css';

/** The step that a person is about to take with the organisation. */
export type LifeStep = 'transfer' | 'leave' | 'delete' | 'keep';

type Entered = { readonly to: string | null; readonly name: string };
type Words = { readonly title: string; readonly verb: string; readonly told: readonly string[] };

const wordsOf = (step: LifeStep, name: string): Words =>
  ({
    transfer: {
      title: 'Transfer ownership',
      verb: 'Transfer',
      told: [
        'The other person immediately becomes the owner, and you become an administrator.',
        'Both of you are told by e-mail.',
      ],
    },
    leave: {
      title: `Leave ${name}`,
      verb: 'Leave',
      told: [
        'Your devices are signed out of it immediately. Your records stay there.',
        'Only an administrator can bring you back.',
      ],
    },
    delete: {
      title: `Delete ${name}`,
      verb: 'Delete in 30 days',
      told: [
        'Everybody can go on working for 30 days, export records, and take data along.',
        'An owner can take this back until then. All owners are told by e-mail.',
        'Afterwards all of its data is erased: records, files, people and the journal.',
      ],
    },
    keep: { title: `Keep ${name}`, verb: 'Keep it', told: ['Nothing is erased. All owners are told by e-mail.'] },
  })[step];

function carryOut(bridge: Bridge, step: LifeStep, { to, name }: Entered): Promise<BridgeResult<unknown>> {
  switch (step) {
    case 'transfer':
      return bridge.call('organisation.transfer', { to: to ?? '' });
    case 'leave':
      return bridge.call('organisation.leave', null);
    case 'delete':
      return bridge.call('organisation.delete', { name });
    case 'keep':
      return bridge.call('organisation.keep', null);
  }
}

/**
 * Explains the effects of a step in the organisation's life, and performs the step. The server asks for a proof of the
 * person if it needs one.
 */
export function LifeDialog({ step, onClose }: { readonly step: LifeStep; readonly onClose: () => void }) {
  const bridge = useBridge();
  const formats = useFormats();
  const { organisation, person, unsent } = useSignedIn();
  const [entered, setEntered] = useState<Entered>({ to: null, name: '' });
  const { title, verb, told } = wordsOf(step, organisation.name);
  const missing =
    step === 'transfer' && entered.to === null
      ? 'Choose a person.'
      : step === 'delete' && entered.name.trim() !== organisation.name
        ? 'Type the name of the organisation.'
        : undefined;
  const run = async () => {
    const result = await carryOut(bridge, step, entered);
    if (!result.ok) return refusalText(result);
    onClose();
    return undefined;
  };
  return (
    <Dialog onClose={onClose} title={title} size="md" isForReading={step === 'leave' || step === 'keep'}>
      <StepForm verb={verb} missing={missing} run={run} onClose={onClose}>
        <ul className={classes.told}>
          {told.map((line) => (
            <li key={line}>{line}</li>
          ))}
          {step === 'leave' && unsent > 0 ? (
            <li>{`${formats.plural(unsent, 'change is', 'changes are')} not sent yet. They are sent first. Changes that the server cannot accept stay in the file on this device.`}</li>
          ) : null}
        </ul>
        {step === 'transfer' ? (
          <Heir me={person.id} value={entered.to} onChange={(to) => setEntered({ ...entered, to })} />
        ) : null}
        {step === 'delete' ? (
          <TextInput
            label="Name of the organisation"
            description={`Type ${organisation.name}`}
            value={entered.name}
            autoComplete="off"
            onChange={(event) => setEntered({ ...entered, name: event.currentTarget.value })}
          />
        ) : null}
      </StepForm>
    </Dialog>
  );
}

/** The choice of the next owner among the people who can sign in. */
function Heir(props: {
  readonly me: string;
  readonly value: string | null;
  readonly onChange: (id: string | null) => void;
}) {
  const found = usePeople();
  const people = (found?.people ?? []).filter(({ id, fields }) => id !== props.me && fields['status'] === 'active');
  return (
    <Select
      label="New owner"
      placeholder={found ? 'Choose a person' : 'Reading people …'}
      searchable
      data={people.map(({ id, fields }) => ({
        value: id,
        label: typeof fields['name'] === 'string' ? fields['name'] : '',
      }))}
      value={props.value}
      onChange={props.onChange}
      nothingFoundMessage="Nobody else can sign in yet."
    />
  );
}
