import { kindParams } from '../window/kind-params.ts';
import { RefusedState } from '@outpost/ui/states/refused-state';
import { ViewBar, type ViewBarProps } from '@outpost/ui/frame/view-bar';
import { useNavigate } from '@tanstack/react-router';
import { useMayAdminister } from './use-people.ts';

const pages = [
  { id: '/settings/people', name: 'People' },
  { id: '/settings/roles', name: 'Roles' },
  { id: '/settings/who-can-see', name: 'Who can see' },
  { id: '/settings/teams', name: 'Teams' },
  { id: '/settings/sign-in', name: 'Sign-in' },
  { id: '/settings/directory', name: 'Directory' },
  { id: '/settings/keys', name: 'Keys' },
  { id: '/settings/journal', name: 'Journal' },
  { id: '/settings/automations', name: 'Automations', isForJournal: true },
  { id: '/settings/assignment', name: 'Assignment rules', isForJournal: true },
  { id: '/settings/webhooks', name: 'Webhooks out', isForJournal: true },
  { id: '/settings/webhooks-in', name: 'Webhooks in', isForJournal: true },
  { id: '/settings/events', name: 'Event streams', isForJournal: true },
  { id: '/settings/queue', name: 'Queue', isForJournal: true },
  { id: '/settings/imports', name: 'Imports', isForJournal: true },
  { id: '/settings/audit-reports', name: 'Audit reports', isForJournal: true },
  { id: '/settings/person-data', name: 'One person’s data', isForJournal: true },
] as const satisfies readonly {
  readonly id: string;
  readonly name: string;
  /** Offered only to people who read the whole journal. */
  readonly isForJournal?: true;
}[];
type Place = (typeof pages)[number]['id'];

/** The bar of the pages of people, roles and teams: a press on a name opens its page. */
export function PeopleBar({
  at,
  ...bar
}: { readonly at: Place } & Pick<ViewBarProps, 'primary' | 'secondary' | 'summary'>) {
  const navigate = useNavigate();
  const may = useMayAdminister();
  return (
    <ViewBar
      {...bar}
      title="Settings"
      views={pages.filter((page) => may.role || !('isForJournal' in page))}
      view={at}
      onView={(id) => {
        const page = pages.find((one) => one.id === id);
        if (page) void navigate({ to: page.id });
      }}
    />
  );
}

/** Explains to a person without the right that only administrators use a page, and offers the list that everybody may read. */
export function NotForYou({
  at,
  what,
  title,
  list,
}: {
  readonly at: Place;
  readonly what: string;
  readonly title?: string;
  readonly list: string;
}) {
  const navigate = useNavigate();
  return (
    <>
      <PeopleBar at={at} />
      <RefusedState
        title={title ?? `Only administrators change ${what}`}
        other={{
          label: 'Open the list',
          onPress: () => void navigate({ to: '/list/$pack/$name', params: kindParams(list) }),
        }}
      >
        Your role doesn’t administer {what}. An administrator of your organisation can give you a role that does.
      </RefusedState>
    </>
  );
}
