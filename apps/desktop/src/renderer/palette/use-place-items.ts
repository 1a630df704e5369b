import type { PaletteItem } from '@outpost/ui/frame/command-palette';
import { useMemo } from 'react';
import { useMayAdminister } from '../people/use-people.ts';
import { areasOf, ownAreas } from '../places/areas.ts';
import { packSettings } from '../records/pack-settings.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { usePackAreas, usePackSettingPages } from '../slots/use-slots.tsx';

type Place = { readonly id: string; readonly label: string; readonly icon: string };

/** The pages that everybody has in addition to the kinds of record. */
const ownPages: readonly Place[] = [
  { id: '/search', label: 'Search page', icon: 'search' },
  { id: '/notifications', label: 'Notifications', icon: 'bell' },
  { id: '/sync', label: 'Sync', icon: 'cloud' },
  { id: '/bin', label: 'Bin', icon: 'trash' },
];
/** The pages of the settings that everybody has. */
const settingsPages: readonly Place[] = [
  { id: '/settings/devices', label: 'Devices', icon: 'laptop' },
  { id: '/settings/mailbox', label: 'Your mailbox', icon: 'mail' },
  { id: '/settings/organisation', label: 'Organisation', icon: 'building' },
  { id: '/settings/kinds', label: 'Kinds of record', icon: 'folder' },
  { id: '/settings/fields', label: 'Fields', icon: 'forms' },
  { id: '/settings/stages', label: 'Stages', icon: 'columns' },
  { id: '/settings/pages', label: 'Pages of records', icon: 'dashboard' },
  { id: '/settings/packs', label: 'Packs', icon: 'package' },
];

/** Returns the pages of the settings about people, by the rights of this person. */
const peoplePages = (may: ReturnType<typeof useMayAdminister>): readonly Place[] => [
  ...(may.person ? [{ id: '/settings/people', label: 'People and their sign-in', icon: 'users' }] : []),
  ...(may.role ? [{ id: '/settings/roles', label: 'Roles', icon: 'shield' }] : []),
  ...(may.person
    ? [
        { id: '/settings/who-can-see', label: 'Who can see a record', icon: 'eye' },
        { id: '/settings/directory', label: 'Directory (SCIM)', icon: 'users' },
        { id: '/settings/keys', label: 'Keys of the API', icon: 'key' },
      ]
    : []),
  ...(may.role
    ? [
        { id: '/settings/journal', label: 'Journal', icon: 'history' },
        { id: '/settings/automations', label: 'Automations', icon: 'bolt' },
        { id: '/settings/assignment', label: 'Assignment rules', icon: 'users-group' },
        { id: '/settings/webhooks', label: 'Webhooks out', icon: 'send' },
        { id: '/settings/webhooks-in', label: 'Webhooks in', icon: 'download' },
        { id: '/settings/events', label: 'Event streams', icon: 'tower' },
        { id: '/settings/queue', label: 'Queue of the server', icon: 'clock' },
        { id: '/settings/imports', label: 'Imports of everybody', icon: 'upload' },
        { id: '/settings/audit-reports', label: 'Audit reports', icon: 'file-text' },
        { id: '/settings/person-data', label: 'The data of one person', icon: 'user' },
      ]
    : []),
  ...(may.team ? [{ id: '/settings/teams', label: 'Teams and their members', icon: 'team' }] : []),
];

/** Returns the commands that go to a page of the app: "Go to Home". `onGo` takes the page's address. */
export function usePlaceItems(onGo: (address: string) => void): readonly PaletteItem[] {
  const catalogue = useCatalogue();
  const packAreas = usePackAreas();
  const settingPages = usePackSettingPages();
  const may = useMayAdminister();
  return useMemo(() => {
    const places: readonly Place[] = [
      { id: '/', label: 'Home', icon: 'home' },
      ...areasOf(catalogue, packAreas),
      ...ownAreas(catalogue),
      ...ownPages,
      ...peoplePages(may),
      ...settingsPages,
      ...settingPages.map(({ path, label, icon }) => ({ id: path, label, icon })),
      ...(packSettings(catalogue).length > 0
        ? [{ id: '/settings/of-packs', label: 'Settings of packs', icon: 'settings' }]
        : []),
    ];
    return places.map(({ id, label, icon }) => ({
      id: `go ${id}`,
      icon,
      title: `Go to ${label}`,
      run: () => onGo(id),
    }));
  }, [catalogue, packAreas, settingPages, may, onGo]);
}
