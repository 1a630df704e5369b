import { entity } from '../../../kernel/entities/entity.ts';
import { choice, instant, json, text } from '../../../kernel/entities/fields.ts';
import { CampaignId } from '../ids.ts';
import { purposeChoices } from '../message-choices.ts';

/**
 * A message to many records of one kind. It is made when it starts: until then its draft is on the device of its writer. So its plan never
 * changes, and the person who made it is the sender: its messages are allowed as far as that person holds the rights at that moment (CMP-6).
 * Its members are in a table of the server; the record has their counts only (CMP-8).
 */
export const campaign = entity(CampaignId, {
  label: { one: 'Campaign', many: 'Campaigns' },
  describes: 'One message to many people, with what it brought.',
  icon: 'megaphone',
  title: 'name',
  audience: 'tenant',
  byWildcard: true,
  fields: {
    name: text({ required: true, searched: true, maxChars: 120 }),
    /** The kind of its members. */
    about: text({ required: true, merge: 'fixed', maxChars: 120, label: 'Goes to' }),
    purpose: choice(purposeChoices, {
      required: true,
      merge: 'fixed',
      label: 'Purpose',
      help: 'Offers and surveys go only to people who agreed to them.',
    }),
    channel: choice(
      [
        { value: 'email', label: 'E-mail' },
        { value: 'text', label: 'Text' },
      ],
      { required: true, merge: 'fixed', label: 'Channel' },
    ),
    /** `kernel/campaigns/campaign-plan.ts`. */
    plan: json({ required: true, merge: 'fixed' }),
    /** Empty: at once. */
    beginsAt: instant({ label: 'Begins', merge: 'fixed' }),
    status: choice(
      [
        { value: 'running', label: 'Running' },
        { value: 'paused', label: 'Paused' },
        { value: 'cancelled', label: 'Cancelled' },
        { value: 'finished', label: 'Finished' },
      ],
      { required: true },
    ),
    /** Why the server paused it. */
    why: text({ maxChars: 1_000, label: 'What is wrong' }),
    /** The variant that the rest gets: its name, or "none" where all get the same share. Empty: not decided. */
    winner: text({ maxChars: 10, label: 'Winner' }),
    winnerWhy: text({ maxChars: 500, label: 'Why it won' }),
    decidedAt: instant({ label: 'Decided' }),
    endedAt: instant({ label: 'Ended' }),
    /** `kernel/campaigns/campaign-counts.ts`. */
    counts: json({ label: 'Figures' }),
  },
  indexes: [['name'], ['status', 'createdAt'], ['createdAt'], ['updatedAt']],
  listed: ['name', 'about', 'channel', 'purpose', 'status', 'createdAt', 'createdBy'],
});
