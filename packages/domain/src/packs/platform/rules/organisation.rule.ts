import { isLocale } from '../../../kernel/calendar/is-locale.ts';
import { isTimeZone } from '../../../kernel/calendar/is-time-zone.ts';
import { isCurrency } from '../../../kernel/entities/is-currency.ts';
import { rule } from '../../../kernel/entities/rule.ts';
import { organisation } from '../entities/organisation.entity.ts';

/** PLT-15: the currency, the time zone and the locale of an organisation exist. */
export const organisationIsUsable = rule(organisation, {
  id: 'PLT-15',
  check: ({
    record: {
      fields: { name, currency, timeZone, locale },
    },
  }) => {
    if (name.trim() === '') return { message: 'The organisation needs a name.', field: 'name' };
    if (!isCurrency(currency))
      return {
        message: `"${currency}" is not a currency. Use a code of three capital letters, such as EUR.`,
        field: 'currency',
      };
    if (!isTimeZone(timeZone))
      return {
        message: `"${timeZone}" is not a time zone. Use a name such as Europe/London or America/New_York.`,
        field: 'timeZone',
      };
    return locale === undefined || isLocale(locale)
      ? undefined
      : { message: `"${locale}" is not a language and region. Use a tag such as en-GB.`, field: 'locale' };
  },
});
