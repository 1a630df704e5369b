import { isLocale } from '../../../kernel/calendar/is-locale.ts';
import { isTimeZone } from '../../../kernel/calendar/is-time-zone.ts';
import { rule } from '../../../kernel/entities/rule.ts';
import { pictureFault } from '../../../kernel/files/small-pictures.ts';
import { person } from '../entities/person.entity.ts';

/** PLT-45: the picture of a person is a small picture, and the time zone and the locale of a person exist. */
export const profileIsUsable = rule(person, {
  id: 'PLT-45',
  check: ({
    record: {
      fields: { name, picture, timeZone, locale },
    },
  }) => {
    if (name.trim() === '') return { message: 'A person needs a name.', field: 'name' };
    const fault = picture && pictureFault(picture);
    if (fault !== undefined) return { message: fault, field: 'picture' };
    if (timeZone !== undefined && !isTimeZone(timeZone))
      return {
        message: `"${timeZone}" is not a time zone. Use a name such as Europe/London or America/New_York.`,
        field: 'timeZone',
      };
    return locale === undefined || isLocale(locale)
      ? undefined
      : { message: `"${locale}" is not a language and region. Use a tag such as en-GB.`, field: 'locale' };
  },
});
