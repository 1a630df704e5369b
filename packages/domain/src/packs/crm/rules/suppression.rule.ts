import { rule } from '../../../kernel/entities/rule.ts';
import { isOneAddress } from '../../../kernel/text/email-address.ts';
import { suppression } from '../entities/suppression.entity.ts';

const domain = /^@[^\s@.]+(\.[^\s@.]+)+$/u;
const number = /^\+[0-9]{5,15}$/;

/**
 * MSG-9: a suppression of e-mails names one address, or a domain such as "@example.com", never a top-level domain. One of texts and
 * calls names a number in international form. It does not end before it begins.
 */
export const suppressionIsReadable = rule(suppression, {
  id: 'MSG-9',
  check: ({
    record: {
      fields: { address, channel, since, endedAt },
    },
  }) => {
    if (channel === 'email' && !isOneAddress(address) && !domain.test(address))
      return { message: 'Enter one e-mail address, or a domain such as @example.com.', field: 'address' };
    if (channel !== 'email' && channel !== 'post' && !number.test(address))
      return { message: 'Enter a number in international form, such as +13035550164.', field: 'address' };
    return endedAt && endedAt < since
      ? { message: 'The suppression would end before it began.', field: 'endedAt' }
      : undefined;
  },
});
