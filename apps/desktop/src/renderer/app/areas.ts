import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import type { Entity } from '@outpost/domain/kernel/entity';
import type { NavItem } from '@outpost/ui/app-frame';
import { installedEntity } from '../records/entity-shape.ts';
import { ownKinds } from '../records/tenant-kinds.ts';

/** The packs' entities that have a place in the rail, in the order of a day's work. */
export const areaEntities = [
  'crm/deal',
  'crm/lead',
  'crm/account',
  'crm/contact',
  'crm/activity',
  'crm/task',
  'crm/product',
  'platform/person',
  'platform/team',
] as const;

const entityArea = ({ name, label, icon }: Entity): NavItem => ({
  id: `/list/${name}`,
  label: label.many,
  icon,
  href: `#/list/${name}`,
});

/** The rail's areas: kinds of record, then what works on many of them. Ids are addresses. */
export const areas: readonly NavItem[] = [
  ...areaEntities.map(installedEntity).map(entityArea),
  { id: '/reports', label: 'Reports', icon: 'chart', href: '#/reports' },
  { id: '/import', label: 'Import', icon: 'upload', href: '#/import' },
];

/** K-3: the rail's areas of the kinds of record that the organisation has added. */
export const ownAreas = (catalogue: Catalogue): readonly NavItem[] => ownKinds(catalogue).map(entityArea);

/** Names of all kinds of record that have a place in the rail. */
export const areaEntitiesOf = (catalogue: Catalogue): readonly string[] => [
  ...areaEntities,
  ...ownKinds(catalogue).map(({ name }) => name),
];

export const homeArea: NavItem = { id: '/', label: 'Home', icon: 'home', href: '#/' };
export const searchArea: NavItem = { id: 'search', label: 'Search', icon: 'search' };

/** What stands pinned until a person pins views of their own: id, name, and where it leads. */
export const pinnedViews: readonly (NavItem & { readonly entity: string; readonly view: string })[] = [
  { id: 'pinned/closing', label: 'Closing this quarter', icon: 'briefcase', entity: 'crm/deal', view: 'closing' },
  { id: 'pinned/quiet', label: 'Quiet deals', icon: 'hourglass', entity: 'crm/deal', view: 'quiet' },
  { id: 'pinned/mine', label: 'My leads', icon: 'target', entity: 'crm/lead', view: 'mine' },
];
