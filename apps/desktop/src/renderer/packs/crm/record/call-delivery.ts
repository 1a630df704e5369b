import { callOutcomes } from '@outpost/domain/packs/crm/call-outcomes';
import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import { phoneText } from '@outpost/domain/kernel/entities/field-types';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { textIn } from '../../../records/values/shown-value.ts';
import type { OfferedChange, TimelineNames } from '../../../slots/pack-screens.ts';

/** Whether an activity is a call that Outpost connects (MSG-60). */
export const isCallToPlace = ({ fields }: ShownRecord): boolean =>
  fields['kind'] === 'call' && fields['delivery'] === 'send';

const lineWords: Readonly<Record<string, string>> = {
  busy: ', the line was busy',
  'no-answer': ', nobody answered',
  failed: ', it was not connected',
};

/** MSG-69: returns whether a call was recorded and on what ground, as the note of its line. Undefined: nobody was asked. */
export function recordedNote({ fields }: ShownRecord): string | undefined {
  const why = textIn(fields['recordedWhy']);
  switch (textIn(fields['recorded'])) {
    case 'one-party':
      return `Recorded. ${why}`;
    case 'agreed':
      return `Recorded, after the other end agreed by a key. ${why}`;
    case 'no-key':
      return `Not recorded: the other end pressed no key. ${why}`;
    case 'lost':
      return `The recording could not be kept. ${why}`;
    case 'message':
      return 'The caller left a message.';
    default:
      return undefined;
  }
}

/** Returns the end of the sentence about a call to place: what it waits for, or how it ended. */
export function callDeliveryWords(
  { id, fields }: ShownRecord,
  { textOf, whyNotSent, waitsFor }: Pick<TimelineNames, 'textOf' | 'whyNotSent' | 'waitsFor'>,
): string {
  const { deliveryDecision: decision = null, deliveryError: error, line, talked } = fields;
  const why = typeof error === 'string' ? error : 'no reason was given';
  switch (textIn(fields['deliveryStatus'])) {
    case 'sent':
      return '';
    case 'delivered':
      return line === 'answered'
        ? typeof talked === 'number'
          ? `, ${textOf('talked', talked)}`
          : ''
        : (lineWords[textIn(line)] ?? '');
    case 'failed':
      return `, it was not placed: ${why}`;
    case 'expired':
      return ', it was not placed in time';
    case 'unknown':
      if (decision === null) return `. ${why}`;
      return decision === 'sent' ? ', it was marked as placed' : ', it was left as it is: nobody knows whether it was placed'; // prettier-ignore
    default: {
      if (decision === 'not-sent') return ', it is not placed: somebody took it back';
      const refusal = whyNotSent?.(id);
      if (refusal !== undefined) return `, it will not be placed: ${refusal}`;
      const hours = waitsFor?.(id);
      return hours === undefined
        ? ', your telephone rings once it has reached the server'
        : `, it will not be placed before ${hours}`;
    }
  }
}

/** The outcomes that are offered, by the end of the line. */
const offered: Readonly<Record<string, readonly string[]>> = {
  answered: ['reached', 'left-message', 'wrong-number'],
  'no-answer': ['no-answer', 'left-message'],
  busy: ['busy'],
  failed: ['no-answer'],
};

/**
 * Returns what a person can decide about a call to place: take it back while it waits, or log its outcome on the same record, so that no
 * call is in the timeline twice (MSG-64).
 */
export function changesOfCall({ fields }: ShownRecord): readonly OfferedChange[] {
  const { deliveryDecision: decision = null, number, outcome = null, line } = fields;
  const named = typeof number === 'string' ? phoneText(number) : 'call';
  const change = (label: string, past: string, changed: OfferedChange['fields']): OfferedChange => ({
    label,
    done: cutLabel(`${past}: ${named}`),
    fields: changed,
  });
  switch (textIn(fields['deliveryStatus'])) {
    case '':
      return decision === null ? [change('Do not call', 'Not to be called', { deliveryDecision: 'not-sent' })] : [];
    case 'unknown':
      return decision === null
        ? [
            change('It was placed', 'Marked as placed', { deliveryDecision: 'sent' }),
            change('Leave it', 'Left as it is', { deliveryDecision: 'not-sent' }),
          ]
        : [];
    case 'sent':
    case 'delivered': {
      if (outcome !== null) return [];
      const wanted = offered[textIn(line)];
      return callOutcomes
        .filter(({ value }) => wanted?.includes(value) ?? true)
        .map(({ value, label }) => change(label, `Logged a call, ${label.toLowerCase()}`, { outcome: value }));
    }
    default:
      return [];
  }
}
