import { derived } from '../../../kernel/entities/derived.ts';
import type { ChoiceOption } from '../../../kernel/entities/fields.ts';
import { rule } from '../../../kernel/entities/rule.ts';
import { isOneAddress } from '../../../kernel/text/email-address.ts';
import { consent } from '../entities/consent.entity.ts';

const labelOf = (options: readonly ChoiceOption[], wanted: string): string =>
  options.find(({ value }) => value === wanted)?.label ?? wanted;

/** Names a consent: "E-mail, offers: given". */
export const consentName = derived(consent, 'name', ({ record: { fields } }) => {
  const { channel, purpose, standing } = consent.fields;
  const words = [labelOf(channel.options, fields.channel), labelOf(purpose.options, fields.purpose).toLowerCase()];
  return `${words.join(', ')}: ${labelOf(standing.options, fields.standing).toLowerCase()}`;
});

/**
 * MSG-8: a consent that was given names the address or number for which it was given, except for letters. It does not end, and is
 * not confirmed, before it was given. A refusal has neither. A word about visits is one about e-mails: visits begin with their links (MSG-81).
 */
export const consentIsComplete = rule(consent, {
  id: 'MSG-8',
  check: ({ record: { fields } }) => {
    const { standing, channel, purpose, address, givenAt, endsOn, confirmedAt } = fields;
    if (purpose === 'visits' && channel !== 'email')
      return { message: 'Visits are noted by links of e-mails. Choose the channel E-mail.', field: 'channel' };
    if (standing === 'refused')
      return endsOn || confirmedAt
        ? { message: 'A refusal has no end and needs no confirmation.', field: endsOn ? 'endsOn' : 'confirmedAt' }
        : undefined;
    if (channel !== 'post' && !address)
      return { message: 'A consent names the address or number for which it was given.', field: 'address' };
    if (channel === 'email' && address && !isOneAddress(address))
      return { message: 'Enter one e-mail address, such as ada@example.com.', field: 'address' };
    if (endsOn && endsOn < givenAt.slice(0, 10))
      return { message: 'The consent would end before it was given.', field: 'endsOn' };
    return confirmedAt && confirmedAt < givenAt
      ? { message: 'The consent was confirmed before it was given.', field: 'confirmedAt' }
      : undefined;
  },
});
