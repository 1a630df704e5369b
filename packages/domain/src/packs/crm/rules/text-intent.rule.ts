import { rule } from '../../../kernel/entities/rule.ts';
import { mostTextChars } from '../../../kernel/messages/text-parts.ts';
import { gapFault } from '../../../kernel/templates/snippets.ts';
import { isInternationalNumber } from '../../../kernel/text/phone-numbers.ts';
import { activity } from '../entities/activity.entity.ts';
import { goesOut } from '../intents/sent-activity.ts';

/**
 * MSG-10: a text message to send goes out, to one number in international form, and has a text that the service takes. PSH-3: its words have no
 * gap.
 */
export const textIsAddressed = rule(activity, {
  id: 'MSG-10',
  check: ({ record: { fields } }) => {
    if (fields.direction && fields.kind !== 'text' && fields.kind !== 'email' && fields.kind !== 'call')
      return { message: 'Only a text message, an e-mail or a call has a direction.', field: 'direction' };
    if (fields.kind !== 'text' || fields.delivery !== 'send') return undefined;
    if (fields.direction === 'in') return { message: 'A text that came in is not sent.', field: 'direction' };
    if (!isInternationalNumber(fields.number ?? ''))
      return { message: 'A text to send needs a number in international form, such as +13035550164.', field: 'number' };
    const body = fields.body ?? '';
    if (body.trim() === '') return { message: 'A text to send needs words.', field: 'body' };
    if (body.length > mostTextChars)
      return { message: `A text has at most 1,600 characters. This one has ${body.length}.`, field: 'body' };
    const gap = goesOut(fields) ? gapFault(body) : undefined;
    return gap === undefined ? undefined : { message: gap, field: 'body' };
  },
});
