/** A page of the settings in their list. */
export type DeclaredPlace = {
  readonly id: `/${string}`;
  /** The name in the list of the settings, which is the title of the page. */
  readonly name: string;
  readonly icon: string;
  /** The name among all other pages of the app, if the short one would not tell. */
  readonly longName?: string;
  /** Offered only to people who administer records of this kind. `role`: they read the whole journal. */
  readonly by?: 'person' | 'team' | 'role';
};

/** The pages of the settings by their groups, as far as they come with the product. */
export const settingGroups = [
  {
    title: 'You',
    places: [
      { id: '/settings/profile', name: 'Your profile', icon: 'user' },
      { id: '/settings/security', name: 'Your sign-in', icon: 'lock' },
      { id: '/settings/mailbox', name: 'Your mailbox', icon: 'mail' },
      { id: '/settings/devices', name: 'Devices', icon: 'laptop' },
    ],
  },
  {
    title: 'Organisation',
    places: [
      { id: '/settings/organisation', name: 'Organisation', icon: 'building' },
      { id: '/settings/plan', name: 'Plan and ownership', icon: 'package' },
      { id: '/settings/packs', name: 'Packs', icon: 'folder' },
      { id: '/settings/of-packs', name: 'Settings of packs', icon: 'settings' },
    ],
  },
  {
    title: 'People',
    places: [
      { id: '/settings/people', name: 'People', icon: 'users', longName: 'People and their sign-in', by: 'person' },
      { id: '/settings/roles', name: 'Roles', icon: 'shield', by: 'role' },
      { id: '/settings/teams', name: 'Teams', icon: 'team', longName: 'Teams and their members', by: 'team' },
      { id: '/settings/who-can-see', name: 'Who can see', icon: 'eye', longName: 'Who can see a record', by: 'person' },
      { id: '/settings/sign-in', name: 'Company sign-in', icon: 'sign-out', by: 'person' },
      { id: '/settings/directory', name: 'Directory', icon: 'users', longName: 'Directory (SCIM)', by: 'person' },
      { id: '/settings/keys', name: 'Keys', icon: 'key', longName: 'Keys of the API', by: 'person' },
    ],
  },
  {
    title: 'Records',
    places: [
      { id: '/settings/kinds', name: 'Kinds of record', icon: 'folder' },
      { id: '/settings/fields', name: 'Fields', icon: 'forms' },
      { id: '/settings/stages', name: 'Stages', icon: 'columns' },
      { id: '/settings/pages', name: 'Pages', icon: 'dashboard', longName: 'Pages of records' },
    ],
  },
  {
    title: 'Automation',
    places: [
      { id: '/settings/automations', name: 'Automations', icon: 'bolt', by: 'role' },
      { id: '/settings/assignment', name: 'Assignment rules', icon: 'users-group', by: 'role' },
      { id: '/settings/webhooks', name: 'Webhooks out', icon: 'send', by: 'role' },
      { id: '/settings/webhooks-in', name: 'Webhooks in', icon: 'download', by: 'role' },
      { id: '/settings/events', name: 'Event streams', icon: 'tower', by: 'role' },
      {
        id: '/settings/mail-domains',
        name: 'Signed e-mails',
        icon: 'mail',
        longName: 'Signed e-mails (DKIM)',
        by: 'person',
      },
      { id: '/settings/queue', name: 'Queue', icon: 'clock', longName: 'Queue of the server', by: 'role' },
    ],
  },
  {
    title: 'Evidence',
    places: [
      { id: '/settings/journal', name: 'Journal', icon: 'history', by: 'role' },
      { id: '/settings/imports', name: 'Imports', icon: 'upload', longName: 'Imports of everybody', by: 'role' },
      { id: '/settings/audit-reports', name: 'Audit reports', icon: 'file-text', by: 'role' },
      { id: '/settings/person-data', name: 'One person’s data', icon: 'user', by: 'role' },
    ],
  },
] as const satisfies readonly { readonly title: string; readonly places: readonly DeclaredPlace[] }[];

/** The address of a page of the settings that is in their list. */
export type SettingPlace = (typeof settingGroups)[number]['places'][number]['id'];

/** Returns the name of a page of the settings. */
export function nameOfPlace(id: SettingPlace): string {
  for (const { places } of settingGroups)
    for (const place of places as readonly DeclaredPlace[]) if (place.id === id) return place.name;
  return 'Settings';
}
