import type { PaletteItem } from '@outpost/ui/frame/command-palette';
import { useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useMayAdminister } from '../people/use-people.ts';

/** Returns the commands that invite and add people, for a person who administers them. */
export function useInviteItems(): readonly PaletteItem[] {
  const navigate = useNavigate();
  const { person: mayAdd } = useMayAdminister();
  return useMemo(
    () =>
      mayAdd
        ? [
            {
              id: 'invite people',
              icon: 'mail',
              title: 'Invite people',
              run: () => void navigate({ to: '/settings/people', search: { invite: true } }),
            },
            {
              id: 'add person',
              icon: 'user-plus',
              title: 'Add a person',
              run: () => void navigate({ to: '/settings/people', search: { add: true } }),
            },
          ]
        : [],
    [mayAdd, navigate],
  );
}
