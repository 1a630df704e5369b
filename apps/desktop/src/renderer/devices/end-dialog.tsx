import { useState } from 'react';
import type { DeviceSession } from '../../bridge/calls/identity/device-calls.ts';
import type { Bridge } from '../../bridge/contract.ts';
import { refusalText } from '../queries/use-acts.ts';
import { useBridge } from '../window/app-ports.tsx';
import { Dialog } from '../window/dialog.tsx';
import dialog from '../window/dialog.module.css';
import { StepForm } from '../window/step-form.tsx';
import { isSessionOpen, lineWords } from './device-words.ts';
import { type EndChoice, EndChoices, wipeSteps } from './wipe-words.tsx';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { useDevicesAgain } from './use-devices-again.ts';
import classes from './devices.module.css';

/** The sessions that a person is about to end. */
export type EndedSessions =
  | {
      readonly kind: 'one';
      readonly session: DeviceSession;
      readonly whose: 'own' | 'other';
      /** Whether the choice is preset to wiping the device. */
      readonly isLost?: boolean;
    }
  | { readonly kind: 'others' }
  | { readonly kind: 'all' }
  | { readonly kind: 'person'; readonly id: string; readonly name: string };

type Words = { readonly title: string; readonly verb: string; readonly told: readonly string[] };

const kept =
  'Changes that a device has not sent by then stay in its encrypted file. They are sent after the next sign-in there.';
const atOnce = 'The server refuses it immediately, and its person signs in again there with their password.';

function wordsOf(ending: EndedSessions, choice: EndChoice): Words {
  switch (ending.kind) {
    case 'one': {
      const { session, whose } = ending;
      const whom = whose === 'own' ? '' : ` of ${session.personName ?? 'this person'}`;
      if (choice === 'wipe') {
        const here = session.isHere ? ['This is the device before you: it hands over and wipes itself now.'] : [];
        return { title: `Wipe ${session.name}${whom}`, verb: 'End and wipe', told: [...wipeSteps, ...here] };
      }
      const own = session.isHere ? ['This is the device before you: you sign in again to go on.'] : [];
      return { title: `Sign out ${session.name}${whom}`, verb: 'Sign out', told: [atOnce, kept, ...own] };
    }
    case 'others':
      return {
        title: 'Sign out your other devices',
        verb: 'Sign out the others',
        told: ['Every device but this one is refused immediately. You sign in again there with your password.', kept],
      };
    case 'all':
      return {
        title: 'Sign out all your devices',
        verb: 'Sign out all',
        told: ['Every device, this one too, is refused immediately. You sign in again with your password.', kept],
      };
    case 'person':
      return {
        title: `Sign out all devices of ${ending.name}`,
        verb: 'Sign out all',
        told: [
          'All of them are refused immediately. The person can sign in again with their password.',
          kept,
          'To keep the person out, suspend them under People.',
        ],
      };
  }
}

async function end(bridge: Bridge, ending: EndedSessions, choice: EndChoice): Promise<string | undefined> {
  if (ending.kind === 'one' && choice === 'wipe') {
    const ordered = await bridge.call('devices.wipe', { id: ending.session.id, whose: ending.whose });
    if (!ordered.ok) return refusalText(ordered);
    return ordered.value.ordered > 0 ? undefined : cannotBeTold;
  }
  const answer =
    ending.kind === 'one'
      ? await bridge.call('devices.end', { id: ending.session.id, whose: ending.whose })
      : ending.kind === 'person'
        ? await bridge.call('devices.endAllOf', { person: ending.id })
        : await bridge.call('devices.endOwn', { which: ending.kind });
  return answer.ok ? undefined : refusalText(answer);
}

const cannotBeTold =
  'The sessions on this device are ended. It signed in with an older version of Outpost, which can’t be told to wipe itself: its data stays encrypted there.';

/** Explains the end of sessions, and ends them. */
export function EndDialog({ ending, onClose }: { readonly ending: EndedSessions; readonly onClose: () => void }) {
  const bridge = useBridge();
  const formats = useFormats();
  const now = useNowMs();
  const again = useDevicesAgain();
  const canEnd = ending.kind === 'one' && isSessionOpen(ending.session) && !ending.session.isHere;
  const canWipe = ending.kind === 'one' && ending.session.wipe === null;
  const [choice, setChoice] = useState<EndChoice>(
    ending.kind === 'one' && (ending.isLost === true || !canEnd) ? 'wipe' : 'end',
  );
  const { title, verb, told } = wordsOf(ending, choice);
  const run = async () => {
    const problem = await end(bridge, ending, choice);
    again();
    if (problem === undefined) onClose();
    return problem;
  };
  return (
    <Dialog onClose={onClose} title={title} size="md" isForReading>
      <StepForm verb={verb} icon={choice === 'wipe' ? 'trash' : 'sign-out'} cancel="Keep" run={run} onClose={onClose}>
        {ending.kind === 'one' ? <p className={dialog.quiet}>{lineWords(ending.session, formats, now)}</p> : null}
        {canEnd && canWipe ? <EndChoices choice={choice} onChoice={setChoice} /> : null}
        <ul className={classes.told}>
          {told.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </StepForm>
    </Dialog>
  );
}
