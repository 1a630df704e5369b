import type { PaletteItem } from '@outpost/ui/frame/command-palette';
import { useMemo } from 'react';
import { areasOf, ownAreas } from '../places/areas.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useSettingItems } from '../settings-frame/settings-frame.tsx';
import { usePackAreas, usePackSettingPages } from '../slots/use-slots.tsx';

type Place = { readonly id: string; readonly label: string; readonly icon: string };

/** The pages that everybody has in addition to the kinds of record. */
const ownPages: readonly Place[] = [
  { id: '/search', label: 'Search page', icon: 'search' },
  { id: '/notifications', label: 'Notifications', icon: 'bell' },
  { id: '/sync', label: 'Sync', icon: 'cloud' },
  { id: '/bin', label: 'Bin', icon: 'trash' },
];
/** Returns the commands that go to a page of the app: "Go to Home". `onGo` takes the page's address. */
export function usePlaceItems(onGo: (address: string) => void): readonly PaletteItem[] {
  const catalogue = useCatalogue();
  const packAreas = usePackAreas();
  const settingPages = usePackSettingPages();
  const settings = useSettingItems();
  return useMemo(() => {
    const places: readonly Place[] = [
      { id: '/', label: 'Home', icon: 'home' },
      ...areasOf(catalogue, packAreas),
      ...ownAreas(catalogue),
      ...ownPages,
      ...settings,
      ...settingPages.map(({ path, label, icon }) => ({ id: path, label, icon })),
    ];
    return places.map(({ id, label, icon }) => ({
      id: `go ${id}`,
      icon,
      title: `Go to ${label}`,
      run: () => onGo(id),
    }));
  }, [catalogue, packAreas, settingPages, settings, onGo]);
}
