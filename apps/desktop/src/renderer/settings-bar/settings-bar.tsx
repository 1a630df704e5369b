import { type PlaceGroup, PlacesMenu } from '@outpost/ui/frame/places-beside';
import { ViewBar, type ViewBarProps } from '@outpost/ui/frame/view-bar';
import { useNavigate } from '@tanstack/react-router';
import { createContext, useContext } from 'react';
import { nameOfPlace, type SettingPlace } from './setting-places.ts';

/** The pages of the settings that this person is offered. Their frame provides them. */
export const SettingPlacesContext = createContext<readonly PlaceGroup[]>([]);

/** The bar of a page of the settings. Where the window has no room for their list beside the page, its title opens the list. */
export function SettingsBar({
  at,
  ...bar
}: { readonly at: SettingPlace } & Pick<ViewBarProps, 'primary' | 'secondary' | 'summary'>) {
  const navigate = useNavigate();
  const groups = useContext(SettingPlacesContext);
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
