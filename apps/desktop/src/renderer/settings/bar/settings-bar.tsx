import { PlacesBeside, PlacesMenu } from '@outpost/ui/frame/places-beside';
import { ViewBar, type ViewBarProps } from '@outpost/ui/frame/view-bar';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { nameOfPlace, type SettingPlace, useSettingGroups } from './setting-places.ts';

/** The bar of a page of the settings. Where the window has no room for their list beside the page, its title opens the list. */
export function SettingsBar({
  at,
  ...bar
}: { readonly at: SettingPlace } & Pick<ViewBarProps, 'primary' | 'secondary' | 'summary'>) {
  const navigate = useNavigate();
  const groups = useSettingGroups();
  return (
    <ViewBar
      {...bar}
      title={
        <PlacesMenu
          label="Settings"
          name={nameOfPlace(at)}
          groups={groups}
          current={at}
          onGo={(id) => void navigate({ to: id })}
        />
      }
    />
  );
}

/** The list of the settings beside one of their pages, and any other page alone. */
export function SettingsFrame({
  path,
  onGo,
  children,
}: {
  readonly path: string;
  readonly onGo: (id: string) => void;
  readonly children: ReactNode;
}) {
  const groups = useSettingGroups();
  const current = groups.flatMap(({ items }) => items).find(({ id }) => path === id)?.id;
  if (current === undefined && !path.startsWith('/settings/')) return children;
  return (
    <PlacesBeside label="Settings" groups={groups} current={current} onGo={onGo}>
      {children}
    </PlacesBeside>
  );
}
