import type { Formats } from '@outpost/ui/formats/formats';
import type { ShownInvite } from '../../bridge/calls/identity/people-calls.ts';
import type { ShownRecord } from '../../bridge/contract.ts';
import { inviteWords } from './invites/use-invites.ts';
import type { Contacts } from './use-people.ts';

/** How a person stands to the organisation. `contact`: their last contact, or the time that is left for an invitation. */
export type Standing = {
  readonly group: 'invited' | 'active' | 'suspended';
  readonly words: string;
  readonly tone: 'neutral' | 'warn';
  readonly contact: string;
};

/** Returns how a person stands, by their record and by what the server knows of them. */
export function standingOf(
  person: ShownRecord,
  {
    contacts,
    invites,
    formats,
    now,
  }: {
    readonly contacts: Contacts | undefined;
    readonly invites: ReadonlyMap<string, ShownInvite> | undefined;
    readonly formats: Formats;
    readonly now: number;
  },
): Standing {
  const told = contacts?.get(person.id);
  const devices = told && told.devices > 0 ? `, ${formats.plural(told.devices, 'device', 'devices')}` : '';
  const contact = told?.lastContactAt == null ? '' : `${formats.relative(told.lastContactAt, now)}${devices}`;
  const status = person.fields['status'];
  if (status === 'suspended') return { group: 'suspended', words: 'Suspended', tone: 'warn', contact };
  const invited = status === 'not-invited' ? inviteWords(invites?.get(person.id), { formats, now }) : undefined;
  if (invited) return { group: 'invited', words: invited.words, tone: invited.tone, contact: invited.left };
  if (status === 'not-invited') return { group: 'invited', words: 'No password yet', tone: 'neutral', contact };
  if (told && told.lastContactAt === null)
    return { group: 'invited', words: 'Has not signed in', tone: 'neutral', contact };
  return { group: 'active', words: 'Active', tone: 'neutral', contact };
}
