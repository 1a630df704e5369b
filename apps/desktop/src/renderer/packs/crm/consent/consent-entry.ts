import type { TimelineKind } from '../../../slots/pack-screens.ts';
import { textIn } from '../../../records/values/shown-value.ts';

/** A consent that somebody recorded, in the timeline of its person. */
export const consentEntry: TimelineKind['entryOf'] = (record, { me, nameOf, textOf }) => {
  const { channel = null, purpose = null, standing, givenAt, source } = record.fields;
  const by = record.createdBy === me ? 'You' : nameOf(record.createdBy);
  const what = `${textOf('channel', channel)}, ${textOf('purpose', purpose).toLowerCase()}`;
  return {
    id: record.id,
    at: typeof givenAt === 'string' ? givenAt : record.createdAt,
    kind: 'event',
    icon: 'signature',
    title: `${by} recorded ${standing === 'given' ? 'a consent' : 'a refusal'}: ${what}. ${textIn(source)}`,
    ...(record.waiting > 0 ? { waiting: 'On this device, to send' } : {}),
  };
};
