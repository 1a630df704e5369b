import { textIn } from '../../../records/values/shown-value.ts';
import type { TimelineKind } from '../../../slots/pack-screens.ts';

/** A task, at the instant at which it was added, with its day and whether it is done. */
export const taskEntry: TimelineKind['entryOf'] = (record, names, body) => {
  const { subject, dueAt, done, body: words } = record.fields;
  const by = record.createdBy === names.me ? 'You' : names.nameOf(record.createdBy);
  const due = typeof dueAt === 'string' ? `due ${names.textOf('dueAt', dueAt)}` : '';
  const state = [due, done === true ? 'done' : ''].filter((one) => one !== '').join(', ');
  const text = textIn(words);
  return {
    id: record.id,
    at: record.createdAt,
    kind: 'event',
    icon: 'check-circle',
    title: `${by} added a task: ${textIn(subject)}${state === '' ? '' : `, ${state}`}`,
    ...(text === '' ? {} : { body: body(text) }),
    ...(record.waiting > 0 ? { waiting: 'On this device, to send' } : {}),
  };
};
