import type { ColumnPanel } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import { PeopleSection } from '../people/people-section.tsx';
import { ListSection } from './list-section.tsx';
import { MovesSection } from './moves-section.tsx';

/** A panel in a column of the home page. `isBrief`: it is not drawn while it has nothing to show. */
export function ColumnSection({ panel, isBrief }: { readonly panel: ColumnPanel; readonly isBrief: boolean }) {
  switch (panel.show) {
    case 'list':
      return <ListSection panel={panel} isBrief={isBrief} />;
    case 'moves':
      return <MovesSection panel={panel} isBrief={isBrief} />;
    case 'people':
      return <PeopleSection panel={panel} />;
  }
}
