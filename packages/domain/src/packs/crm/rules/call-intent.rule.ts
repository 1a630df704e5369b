import { rule } from '../../../kernel/entities/rule.ts';
import { isInternationalNumber } from '../../../kernel/text/phone-numbers.ts';
import { activity } from '../entities/activity.entity.ts';

/** MSG-60, MSG-61: a call to place goes to one number in international form, at the moment when its person asks for it. */
export const callIsAddressed = rule(activity, {
  id: 'MSG-60',
  check: ({ record: { fields } }) => {
    if (fields.kind !== 'call' || fields.delivery !== 'send') return undefined;
    if (fields.direction === 'in') return { message: 'A call that came in is not placed.', field: 'direction' };
    if (!isInternationalNumber(fields.number ?? ''))
      return {
        message: 'A call to place needs a number in international form, such as +13035550164.',
        field: 'number',
      };
    if (!fields.happensAt)
      return { message: 'A call to place needs the moment at which it was asked for.', field: 'happensAt' };
    return fields.sendAt || fields.sendUntil
      ? { message: 'A call is placed at once. It has no other time.', field: fields.sendAt ? 'sendAt' : 'sendUntil' }
      : undefined;
  },
});
