import type { NavItem } from '@outpost/ui/app-frame';
import { installedEntity } from '../records/entity-shape.ts';

/** Entities that have a place in the rail, in the order of a day's work. */
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

const entityArea = (name: string): NavItem => {
  const entity = installedEntity(name);
  return { id: `/list/${name}`, label: entity.label.many, icon: entity.icon, href: `#/list/${name}` };
};

/** The rail's areas: kinds of record, then what works on many of them. Ids are addresses. */
export const areas: readonly NavItem[] = [
  ...areaEntities.map(entityArea),
  { id: '/reports', label: 'Reports', icon: 'chart', href: '#/reports' },
  { id: '/import', label: 'Import', icon: 'upload', href: '#/import' },
];

export const homeArea: NavItem = { id: '/', label: 'Home', icon: 'home', href: '#/' };
export const searchArea: NavItem = { id: 'search', label: 'Search', icon: 'search' };

/** What stands pinned until a person pins views of their own: id, name, and where it leads. */
export const pinnedViews: readonly (NavItem & { readonly entity: string; readonly view: string })[] = [
  { id: 'pinned/closing', label: 'Closing this quarter', icon: 'briefcase', entity: 'crm/deal', view: 'closing' },
  { id: 'pinned/quiet', label: 'Quiet deals', icon: 'hourglass', entity: 'crm/deal', view: 'quiet' },
  { id: 'pinned/mine', label: 'My leads', icon: 'target', entity: 'crm/lead', view: 'mine' },
];
