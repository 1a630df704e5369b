import { sharedEmail } from '@outpost/domain/packs/crm/sharing-of-email';
import type { TimelineKind } from '../../../slots/pack-screens.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import { TextWords } from './text-words.tsx';

/** An e-mail that its owner alone sees (MBX-16). The lock and the words say so. */
export const privateEmailEntry: TimelineKind['entryOf'] = ({ id, createdAt, waiting, fields }) => {
  const { happensAt, fromAddress } = fields;
  const [subject, words] = [textIn(fields['subject']), textIn(fields['body'])];
  const from = fields['kind'] === 'note' ? '' : ` from ${textIn(fromAddress) === '' ? 'an unknown sender' : textIn(fromAddress)}`;
  return {
    id,
    at: typeof happensAt === 'string' ? happensAt : createdAt,
    kind: 'event',
    icon: 'lock',
    title: `E-mail${from}${subject === '' ? '' : `: ${subject}`}`,
    ...(words === '' ? {} : { body: <TextWords text={words} /> }),
    note: 'Only you see it',
    ...(waiting > 0 ? { waiting: 'On this device, to send' } : {}),
  };
}; // prettier-ignore

/** MBX-21: sharing is one act with one undo. The label names neither the sender nor the subject, because the journal keeps it beside the deletion. */
export const changesOfPrivateEmail: NonNullable<TimelineKind['changesOf']> = (record) => {
  const makes = sharedEmail(record);
  return makes ? [{ label: 'Let others see it', done: 'Shared an e-mail', fields: { life: 'deleted' }, makes }] : [];
};
