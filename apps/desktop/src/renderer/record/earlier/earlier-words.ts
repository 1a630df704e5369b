import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Formats } from '@outpost/ui/formats/formats';
import type { CallOutput } from '../../../bridge/contract.ts';
import { manyOf, oneOf } from '../../records/entity-shape.ts';

/** The answer about a record at an instant. */
export type Earlier = CallOutput<'records.asItWas'>;
type NotShown = Exclude<Earlier, { readonly state: 'known' }>;

/** Returns why a record has no values at an instant: it was added later, or its history is not known that far back. */
export function whyNoValues(answer: NotShown, entity: Entity, formats: Pick<Formats, 'instant'>): string {
  if (answer.state === 'not-yet')
    return `This ${oneOf(entity)} did not exist then. It was added on ${formats.instant(answer.createdAt)}.`;
  const from = answer.since === null ? undefined : formats.instant(answer.since);
  const known = from === undefined ? '' : ` Its values are known from ${from} on.`;
  switch (answer.why) {
    case 'not-sent':
      return `This ${oneOf(entity)} waits on this device to be sent, so it has no history yet.`;
    case 'gap':
      return `A part of its history was erased by law.${known}`;
    case 'other-fields':
      return `The fields of ${manyOf(entity)} were different then.${known}`;
    case 'older':
      return answer.isServerAsked
        ? `There is no older history of it that you may see.${known}`
        : `This device does not hold its history of that time. The server sends it while it can be reached.${known}`;
  }
}
