import { entity } from '../../../kernel/entities/entity.ts';
import { choice, instant, text } from '../../../kernel/entities/fields.ts';
import { SuppressionId } from '../ids.ts';
import { channelChoices, suppressionReasons } from '../message-choices.ts';

/**
 * An address, a number or a whole domain to which the organisation no longer writes on one channel. Everybody in the organisation
 * holds it, and anybody adds one. Only an administrator ends one (MSG-2): a person who opted out stays opted out.
 */
export const suppression = entity(SuppressionId, {
  label: { one: 'Suppression', many: 'Suppressions' },
  describes: 'An address, a number or a whole domain to which the organisation no longer writes on one channel.',
  icon: 'ban',
  title: 'address',
  audience: 'tenant',
  byWildcard: true,
  isAppendOnly: true,
  fields: {
    address: text({
      required: true,
      searched: true,
      merge: 'fixed',
      maxChars: 320,
      label: 'Address, number or domain',
      help: 'A domain begins with @, and includes those below it.',
    }),
    channel: choice(channelChoices, { required: true, merge: 'fixed' }),
    reason: choice(suppressionReasons, { required: true, merge: 'fixed' }),
    /** Empty: everything. A receiver who used the link of an offer stops offers and surveys only (MSG-37). */
    covers: choice(
      [
        { value: 'everything', label: 'Everything' },
        { value: 'offers', label: 'Offers and surveys' },
      ],
      { merge: 'fixed', label: 'What is stopped', help: 'Empty: messages of every purpose.' },
    ),
    since: instant({ required: true, merge: 'fixed' }),
    note: text({ merge: 'fixed', label: 'Note' }),
    endedAt: instant({ administered: true, label: 'Ended' }),
  },
  indexes: [['address'], ['createdAt'], ['updatedAt']],
  listed: ['address', 'channel', 'reason', 'since', 'endedAt'],
});
