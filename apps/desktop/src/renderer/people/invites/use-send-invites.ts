import { cutLabel } from '@outpost/domain/kernel/acts/act-label';
import type { NamedRole } from '@outpost/domain/kernel/access/judge-access';
import { useSnackbar } from '@outpost/ui/frame/snackbar';
import { refusalText, useActs } from '../../queries/use-acts.ts';
import { useBridge } from '../../window/app-ports.tsx';
import { asValue } from '../memberships.ts';
import { usePeopleEntities } from '../use-people.ts';
import { useInvitesAgain } from './use-invites.ts';

/** Chosen: as many as a person checks in one list, and as many records as one act makes with ease. */
export const mostInvites = 50;

/** A person to invite. */
export type InviteToSend = { readonly email: string; readonly roles: readonly NamedRole[] };

/**
 * Returns a function that adds people by one act, and then sends each an invitation. It calls `onAdded` when the people exist, and
 * returns why they could not be added. If an invitation could not be sent, it shows the reason, and the people stay.
 */
export function useSendInvites(): (
  invited: readonly InviteToSend[],
  onAdded: () => void,
) => Promise<string | undefined> {
  const bridge = useBridge();
  const { saidDone } = useActs();
  const { show } = useSnackbar();
  const again = useInvitesAgain();
  const { person: entity } = usePeopleEntities();
  return async (invited, onAdded) => {
    const label = cutLabel(
      invited.length === 1 ? `Invited ${invited[0]?.email ?? ''}` : `Invited ${invited.length} people`,
    );
    const edits = invited.map(({ email, roles }) => ({
      entity,
      create: {
        fields: { name: email.replace(/@.*/s, ''), email, status: 'not-invited', memberships: asValue(roles) },
        ownerId: null,
      },
    }));
    const added = await bridge.call('acts.perform', { label, edits });
    if (!added.ok) return refusalText(added);
    saidDone(label, added.value.act);
    onAdded();
    let problem: string | undefined;
    for (const id of added.value.ids) {
      const sent = await bridge.call('people.invite', { id });
      if (!sent.ok) problem ??= refusalText(sent);
    }
    again();
    if (problem !== undefined)
      show({ text: `${problem} The people are in the list: send the invitation from their row.`, tone: 'bad' });
    return undefined;
  };
}
