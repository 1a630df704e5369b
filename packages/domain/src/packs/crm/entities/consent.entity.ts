import { entity } from '../../../kernel/entities/entity.ts';
import { choice, date, flag, instant, ref, text } from '../../../kernel/entities/fields.ts';
import { whatCarries } from '../../../kernel/entities/what-carries.ts';
import { ConsentId } from '../ids.ts';
import { channelChoices, consentPurposeChoices } from '../message-choices.ts';

/**
 * A person's word about one channel and one purpose: given or refused. It has the visibility of that person's record (A-3a). What was
 * declared stays (MSG-2): taking a consent back is a new record, and the newest one decides. Its fields are what a controller must be
 * able to show (GDPR Art. 7(1)) and what a seller keeps of an agreement to calls and texts (47 CFR 64.1200(f)(9)).
 */
export const consent = entity(ConsentId, {
  label: { one: 'Consent', many: 'Consents' },
  describes: "A person's word about one channel and purpose: given or refused, when, how, and to which words.",
  icon: 'signature',
  title: 'name',
  byWildcard: true,
  isAppendOnly: true,
  parent: 'about',
  isAssigned: false,
  fields: {
    name: text({ merge: 'derived', label: 'Name' }),
    about: ref(whatCarries('consents'), { required: true, merge: 'fixed', label: 'Person' }),
    channel: choice(channelChoices, { required: true, merge: 'fixed' }),
    purpose: choice(consentPurposeChoices, { required: true, merge: 'fixed' }),
    standing: choice(
      [
        { value: 'given', label: 'Given' },
        { value: 'refused', label: 'Refused' },
      ],
      { required: true, merge: 'fixed', label: 'Answer' },
    ),
    address: text({ merge: 'fixed', label: 'Address or number', maxChars: 320 }),
    givenAt: instant({ required: true, merge: 'fixed', label: 'When' }),
    source: text({
      required: true,
      merge: 'fixed',
      label: 'How',
      help: 'For example: box ticked on the form “Book a survey”.',
    }),
    wording: text({ multiline: true, maxChars: 4_000, merge: 'fixed', label: 'Words that the person was shown' }),
    wordingVersion: text({ maxChars: 60, merge: 'fixed', label: 'Version of the words' }),
    basis: choice(
      [
        { value: 'consent', label: 'Consent' },
        { value: 'contract', label: 'Contract' },
        { value: 'interest', label: 'Legitimate interest' },
      ],
      { merge: 'fixed', label: 'Legal basis' },
    ),
    mustBeConfirmed: flag({
      merge: 'fixed',
      label: 'Must be confirmed',
      help: 'It counts only once the person has confirmed it.',
    }),
    confirmedAt: instant({ label: 'Confirmed' }),
    endsOn: date({ label: 'Ends on' }),
    proof: text({ maxChars: 1_000, label: 'Proof', help: 'Where the proof is: a form, a recording, a letter.' }),
  },
  indexes: [['about', 'givenAt'], ['createdAt'], ['updatedAt']],
  listed: ['name', 'about', 'givenAt', 'source', 'endsOn'],
});
