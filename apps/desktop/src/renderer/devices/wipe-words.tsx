import { Radio } from '@mantine/core';
import classes from './devices.module.css';

/** A person's choice for a session: to end it, or to end it and wipe its device. */
export type EndChoice = 'end' | 'wipe';

/** The choice between ending a session and wiping its device too (D-5). */
export function EndChoices({
  choice,
  onChoice,
}: {
  readonly choice: EndChoice;
  readonly onChoice: (choice: EndChoice) => void;
}) {
  return (
    <Radio.Group
      label="Action"
      value={choice}
      onChange={(value) => onChoice(value === 'wipe' ? 'wipe' : 'end')}
      className={classes.choices}
    >
      <Radio value="end" label="End the session" description="The person can sign in again there; the records stay" />
      <Radio value="wipe" label="End it, keep the unsent, wipe" description="For a lost or stolen device" />
    </Radio.Group>
  );
}

/** The effects of a report that a device is lost, in words. */
export const lostSteps = [
  'At its next sign-in the device asks for the second factor again. Its session goes on until somebody ends it.',
  'Nothing on it is wiped yet. You can wipe it, or ask its person first: they get a mail, and answer in Outpost.',
] as const;

/** The steps of wiping a device, in words. */
export const wipeSteps = [
  'At once: the server refuses the device on every route and stream. Other devices of the person go on.',
  'At its next contact its unsent changes are encrypted to your organisation’s key and handed over. When the server has all of it, the records on the device are wiped, and this list says when.',
  'If it never comes back: the data on its disk stays encrypted. Its unsent changes are lost then.',
  'You must prove your identity first. You can take the order back only until the device has received it.',
] as const;
