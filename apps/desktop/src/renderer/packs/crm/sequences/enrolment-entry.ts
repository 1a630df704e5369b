import { textIn } from '../../../records/values/shown-value.ts';
import type { TimelineKind } from '../../../slots/pack-screens.ts';

/** Returns the name of the sequence in the name of an enrolment: "After the proposal: South façade" → "After the proposal". */
export const sequenceInName = (name: string): string => name.split(': ')[0] ?? name;

/** A sequence that somebody started, with what became of it. */
export const enrolmentEntry: TimelineKind['entryOf'] = (record, { me, nameOf, textOf }) => {
  const { name, sequence = null, status = null, stoppedBy = null, why } = record.fields;
  const by = record.createdBy === me ? 'You' : nameOf(record.createdBy);
  const named = textOf('sequence', sequence) || sequenceInName(textIn(name));
  const state = textOf('status', status).toLowerCase();
  const reason =
    status === 'stopped'
      ? `: ${textOf('stoppedBy', stoppedBy).toLowerCase()}`
      : status === 'stuck' && textIn(why) !== ''
        ? `: ${textIn(why)}`
        : '';
  return {
    id: record.id,
    at: record.createdAt,
    kind: 'event',
    icon: 'route',
    title: `${by} started the sequence ${named}, ${state}${reason}`,
    ...(record.waiting > 0 ? { waiting: 'On this device, to send' } : {}),
  };
};
