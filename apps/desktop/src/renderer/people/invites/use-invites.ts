import type { Formats } from '@outpost/ui/formats/formats';
import { useMemo } from 'react';
import type { ShownInvite } from '../../../bridge/calls/identity/people-calls.ts';
import { useAskAgain, useFromServer } from '../../session/use-from-server.ts';

/** Chosen: as often as the last contacts. */
const invitesAgainMs = 60_000;

/** Returns the invitations by person, as the server knows them; `undefined` while they are not known. */
export function useInvites(): ReadonlyMap<string, ShownInvite> | undefined {
  const { data } = useFromServer('people.invites', null, { everyMs: invitesAgainMs });
  return useMemo(() => data && new Map(data.invites.map((one) => [one.person, one])), [data]);
}

/** Returns a function that requests the invitations again. */
export const useInvitesAgain = (): (() => void) => useAskAgain('people.invites');

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/**
 * Returns the state of an open or expired invitation in words; `undefined` for one that was accepted or withdrawn, or for none.
 */
export function inviteWords(
  invite: ShownInvite | undefined,
  { formats, now }: { readonly formats: Formats; readonly now: number },
): { readonly words: string; readonly tone: 'neutral' | 'warn'; readonly left: string } | undefined {
  if (invite?.state !== 'waiting' && invite?.state !== 'expired') return undefined;
  const leftMs = Date.parse(invite.expiresAt) - now;
  if (invite.state === 'expired' || leftMs <= 0) return { words: 'Invitation ran out', tone: 'warn', left: '' };
  const left =
    leftMs >= dayMs
      ? formats.plural(Math.floor(leftMs / dayMs), 'day left', 'days left')
      : formats.plural(Math.max(1, Math.floor(leftMs / hourMs)), 'hour left', 'hours left');
  return { words: 'Invited', tone: 'neutral', left };
}
