import type { Formats } from '@outpost/ui/formats/formats';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ShownInvite } from '../../../bridge/calls/people-calls.ts';
import { ask } from '../../queries/ask.ts';
import { queryKeyOf } from '../../queries/query-key-of.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { useIsOffline } from '../use-people.ts';

/** Chosen: as often as the last contacts. */
const invitesAgainMs = 60_000;

/** Returns the invitations by person, as the server knows them; `undefined` while they are not known. */
export function useInvites(): ReadonlyMap<string, ShownInvite> | undefined {
  const bridge = useBridge();
  const isOffline = useIsOffline();
  const { data } = useQuery({
    queryKey: [...queryKeyOf('people.invites', '', null), isOffline],
    queryFn: () => ask(bridge, 'people.invites', null),
    placeholderData: (before) => before,
    staleTime: invitesAgainMs,
    refetchInterval: isOffline ? false : invitesAgainMs,
  });
  return useMemo(() => data && new Map(data.invites.map((one) => [one.person, one])), [data]);
}

/** Returns a function that requests the invitations again. */
export function useInvitesAgain(): () => void {
  const client = useQueryClient();
  const [name] = queryKeyOf('people.invites', '', null);
  return () => void client.invalidateQueries({ queryKey: [name] });
}

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
