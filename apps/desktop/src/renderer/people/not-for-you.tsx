import { kindParams } from '../window/kind-params.ts';
import { RefusedState } from '@outpost/ui/states/refused-state';
import { useNavigate } from '@tanstack/react-router';
import type { SettingPlace } from '../settings-bar/setting-places.ts';
import { SettingsBar } from '../settings-bar/settings-bar.tsx';

/** Explains to a person without the right that only administrators use a page, and offers the list that everybody may read. */
export function NotForYou({
  at,
  what,
  title,
  list,
}: {
  readonly at: SettingPlace;
  readonly what: string;
  readonly title?: string;
  readonly list: string;
}) {
  const navigate = useNavigate();
  return (
    <>
      <SettingsBar at={at} />
      <RefusedState
        title={title ?? `Only administrators change ${what}`}
        other={{
          label: 'Open the list',
          onPress: () => void navigate({ to: '/list/$pack/$name', params: kindParams(list) }),
        }}
      >
        Your role doesn’t administer {what}. An administrator of your organisation can give you a role that does.
      </RefusedState>
    </>
  );
}
