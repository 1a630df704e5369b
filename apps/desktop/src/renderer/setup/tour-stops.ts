import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import { stageFieldOf } from '../records/entity-shape.ts';
import { areaEntitiesOf } from '../places/areas.ts';

/** A stop of the tour: a page of the app, and a hint for it. */
export type TourStop = { readonly id: string; readonly title: string; readonly text: string; readonly to: string };

/** Returns the stops of the tour for the kinds of record that the organisation has. */
export function tourStops(catalogue: Catalogue): readonly TourStop[] {
  const kinds = areaEntitiesOf(catalogue).flatMap((name) => catalogue.entities.get(name) ?? []);
  const [first] = kinds;
  const staged = kinds.find((entity) => stageFieldOf(entity) !== undefined);
  return [
    {
      id: 'home',
      title: 'Home',
      text: 'Due records, records that wait for you, and the records that you had open. Ctrl+K or Cmd+K finds every record and command from anywhere.',
      to: '/',
    },
    ...(first
      ? [
          {
            id: 'list',
            title: `The list of ${first.label.many.toLowerCase()}`,
            text: 'Filter, sort and group it, choose columns, and save that as a view. Select rows to change many at once.',
            to: `/list/${first.name}?kind=grid`,
          },
        ]
      : []),
    ...(staged
      ? [
          {
            id: 'board',
            title: `The board of ${staged.label.many.toLowerCase()}`,
            text: 'Drag a card to move it to another stage, or press the number of the stage. Ctrl+Z or Cmd+Z takes a move back.',
            to: `/list/${staged.name}?kind=board`,
          },
        ]
      : []),
    {
      id: 'reports',
      title: 'Reports',
      text: 'Figures over the records on this device. They need no network, and open the records behind each figure.',
      to: '/reports',
    },
    {
      id: 'sync',
      title: 'Sync',
      text: 'You can work without a network. Here you see unsent changes, and changes that the server refused or replaced.',
      to: '/sync',
    },
    {
      id: 'help',
      title: 'Help',
      text: 'A page for each part of the app, on this device. The key ? shows all keys of the page that you are on.',
      to: '/help',
    },
  ];
}
