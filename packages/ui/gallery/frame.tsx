import { type ReactNode, useCallback, useState } from 'react';
import { AppFrame, type CountProps } from '../src/frame/app-frame.tsx';
import { useFormats } from '../src/formats/formats-context.tsx';
import { SyncSign, type SyncSignLook } from '../src/sync/sync-sign.tsx';
import { type SyncSignInput, syncWords } from '../src/sync/sync-words.ts';
import { ME } from './sample-data.ts';

const FourUnread = ({ draw }: CountProps) => draw(4);

/** The app's frame with the places of the visual reference. */
export function Frame({
  current = 'deals',
  sync = { state: 'to-send', toSend: 3, needsYou: 0 },
  children,
}: {
  readonly current?: string;
  readonly sync?: SyncSignInput;
  readonly children: ReactNode;
}) {
  const [isCollapsed, setCollapsed] = useState(new URLSearchParams(location.search).has('collapsed'));
  const formats = useFormats();
  const Sync = useCallback(
    (look: SyncSignLook) => <SyncSign words={syncWords(sync, formats)} onPress={() => undefined} {...look} />,
    [sync, formats],
  );
  const item = (id: string, label: string, icon: string) => ({ id, label, icon });
  return (
    <AppFrame
      organisation={{
        name: 'Fenwright Systems',
        menu: [
          { id: 'a', label: 'Fenwright Systems', isCurrent: true },
          { id: 'b', label: 'Brindlewick Loans' },
        ],
      }}
      home={item('home', 'Home', 'home')}
      search={item('search', 'Search', 'search')}
      pinned={[
        item('closing', 'Closing this quarter', 'deal'),
        item('quiet', 'Quiet deals', 'hourglass'),
        item('surveys', 'Surveys this week', 'map-pin'),
      ]}
      areas={[
        item('customers', 'Customers', 'users'),
        item('leads', 'Leads', 'target'),
        item('deals', 'Deals', 'deal'),
        item('projects', 'Projects', 'wrench'),
        item('inventory', 'Inventory', 'box'),
        item('service', 'Service', 'message'),
        item('tasks', 'Tasks', 'check-circle'),
        item('dashboards', 'Dashboards', 'chart'),
      ]}
      bottom={[
        item('home', 'Home', 'home'),
        item('deals', 'Deals', 'deal'),
        item('search', 'Search', 'search'),
        item('tasks', 'Tasks', 'check-circle'),
      ]}
      current={current}
      onGo={() => undefined}
      Sync={Sync}
      Unread={FourUnread}
      notifications={{ onPress: () => undefined }}
      person={{ name: ME, onPress: () => undefined }}
      isCollapsed={isCollapsed}
      onCollapse={setCollapsed}
    >
      {children}
    </AppFrame>
  );
}

/** The views of deals. */
export const dealViews = [
  { id: 'all', name: 'All' },
  { id: 'stage', name: 'Open, by stage' },
  { id: 'mine', name: 'Mine' },
  { id: 'closing', name: 'Closing this quarter' },
];

/** The kinds of view that most lists have. */
export const kinds = [
  { id: 'board', label: 'Board', icon: 'board' },
  { id: 'grid', label: 'Grid', icon: 'table' },
  { id: 'calendar', label: 'Calendar', icon: 'calendar' },
];
