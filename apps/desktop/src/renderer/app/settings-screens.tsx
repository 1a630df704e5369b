import { useNavigate, useSearch } from '@tanstack/react-router';
import { DirectoryPage } from '../people/directory/directory-page.tsx';
import { AuditReportsPage } from '../people/audit/audit-reports-page.tsx';
import { PersonDataPage } from '../people/audit/person-data-page.tsx';
import { WhoCanSeePage } from '../people/sight/who-can-see-page.tsx';
import { ServerWorkPage } from '../people/queue/queue-page.tsx';
import { AssignmentPage } from '../people/assignment/assignment-page.tsx';
import { AutomationsPage } from '../people/automations/automations-page.tsx';
import { EventsPage } from '../people/events/events-page.tsx';
import { MailDomainsPage } from '../people/mail-domains/mail-domains-page.tsx';
import { MailboxPage } from '../people/mailbox/mailbox-page.tsx';
import { SourcesPage } from '../people/webhooks-in/sources-page.tsx';
import { WebhooksPage } from '../people/webhooks/webhooks-page.tsx';
import { ImportsPage } from '../people/imports-page.tsx';
import { JournalPage } from '../people/journal-page.tsx';
import { PeoplePage } from '../people/people-page.tsx';
import { RolesPage } from '../people/roles/roles-page.tsx';
import { SsoPage } from '../people/sso/sso-page.tsx';
import { TeamsPage } from '../people/teams-page.tsx';
import { ActivityPage } from '../people/activity/activity-page.tsx';
import { DevicesPage } from '../devices/devices-page.tsx';
import { KeysPage } from '../people/keys/keys-page.tsx';
import { ProfilePage } from '../people/profile/profile-page.tsx';
import { SecurityPage } from '../session/factors/security-page.tsx';
import { FieldsPage } from '../settings/fields/fields-page.tsx';
import { KindsPage } from '../settings/kinds/kinds-page.tsx';
import { PlanPage } from '../people/life/plan-page.tsx';
import { OrganisationPage } from '../settings/organisation-page.tsx';
import { PackSettingsPage } from '../settings/pack-settings-page.tsx';
import { PacksPage } from '../settings/packs-page.tsx';
import { PagesPage } from '../settings/pages/pages-page.tsx';
import { StagesPage } from '../settings/stages/stages-page.tsx';
import { SetupPage } from '../setup/setup-page.tsx';
import { ScreenBoundary } from './screen-boundary.tsx';

/** The page of own fields, with the kind of record from the address. */
export function FieldsScreen() {
  const { of } = useSearch({ from: '/settings/fields' });
  const navigate = useNavigate({ from: '/settings/fields' });
  return (
    <ScreenBoundary>
      <FieldsPage kind={of ?? ''} onKind={(kind) => void navigate({ search: { of: kind } })} />
    </ScreenBoundary>
  );
}

/** The page of own kinds of record. */
export function KindsScreen() {
  const navigate = useNavigate({ from: '/settings/kinds' });
  return (
    <ScreenBoundary>
      <KindsPage onFields={(of) => void navigate({ to: '/settings/fields', search: { of } })} />
    </ScreenBoundary>
  );
}

/** The page of stages, with the kind of record from the address. */
export function StagesScreen() {
  const { of } = useSearch({ from: '/settings/stages' });
  const navigate = useNavigate({ from: '/settings/stages' });
  return (
    <ScreenBoundary>
      <StagesPage kind={of ?? ''} onKind={(kind) => void navigate({ search: { of: kind } })} />
    </ScreenBoundary>
  );
}

/** The page of record pages, with the kind of record from the address. */
export function PagesScreen() {
  const { of } = useSearch({ from: '/settings/pages' });
  const navigate = useNavigate({ from: '/settings/pages' });
  return (
    <ScreenBoundary>
      <PagesPage kind={of ?? ''} onKind={(kind) => void navigate({ search: { of: kind } })} />
    </ScreenBoundary>
  );
}

/** The page of devices, with the person from the address. */
export function DevicesScreen() {
  const { person } = useSearch({ from: '/settings/devices' });
  const navigate = useNavigate({ from: '/settings/devices' });
  return (
    <ScreenBoundary>
      <DevicesPage
        key={person ?? ''} // another person's devices are asked for again
        person={person}
        onEverybody={() => void navigate({ search: {} })}
        onPerson={(id) => void navigate({ search: { person: id } })}
      />
    </ScreenBoundary>
  );
}

/** The page of people, with the person from the address. */
export function PeopleScreen() {
  const address = useSearch({ from: '/settings/people' });
  const navigate = useNavigate({ from: '/settings/people' });
  return (
    <ScreenBoundary>
      <PeoplePage address={address} onAddress={(search) => void navigate({ search })} />
    </ScreenBoundary>
  );
}

/** The page of the first run, with the step from the address. */
export function SetupScreen() {
  const { step } = useSearch({ from: '/setup' });
  const navigate = useNavigate({ from: '/setup' });
  return (
    <ScreenBoundary>
      <SetupPage step={step} onStep={(next) => void navigate({ search: { step: next } })} />
    </ScreenBoundary>
  );
}

/** The page of roles, with the role from the address. */
export function RolesScreen() {
  const { role } = useSearch({ from: '/settings/roles' });
  const navigate = useNavigate({ from: '/settings/roles' });
  return (
    <ScreenBoundary>
      <RolesPage role={role} onRole={(id) => void navigate({ search: { role: id } })} />
    </ScreenBoundary>
  );
}

/** The page of one's own second factors. */
export function SecurityScreen() {
  return (
    <ScreenBoundary>
      <SecurityPage />
    </ScreenBoundary>
  );
}

/** The page with the actions of a person, with the person from the address. */
export function ActivityScreen() {
  const { person } = useSearch({ from: '/settings/activity' });
  return (
    <ScreenBoundary>
      <ActivityPage person={person} />
    </ScreenBoundary>
  );
}

/** The page of one's own mailbox. */
export function MailboxScreen() {
  return (
    <ScreenBoundary>
      <MailboxPage />
    </ScreenBoundary>
  );
}

/** The page of one's own profile. */
export function ProfileScreen() {
  return (
    <ScreenBoundary>
      <ProfilePage />
    </ScreenBoundary>
  );
}

/** The page of the organisation's own settings. */
export function OrganisationScreen() {
  return (
    <ScreenBoundary>
      <OrganisationPage />
    </ScreenBoundary>
  );
}

/** The page of the organisation's plan, ownership and deletion. */
export function PlanAndOwnershipScreen() {
  return (
    <ScreenBoundary>
      <PlanPage />
    </ScreenBoundary>
  );
}

/** The page of the keys of the API. */
export function KeysScreen() {
  return (
    <ScreenBoundary>
      <KeysPage />
    </ScreenBoundary>
  );
}

/** The page of the organisation's directory (SCIM). */
export function DirectoryScreen() {
  return (
    <ScreenBoundary>
      <DirectoryPage />
    </ScreenBoundary>
  );
}

/** The page of teams. */
export function TeamsScreen() {
  return (
    <ScreenBoundary>
      <TeamsPage />
    </ScreenBoundary>
  );
}

/** The page of the whole journal, with the person and the days from the address. */
export function JournalScreen() {
  const asked = useSearch({ from: '/settings/journal' });
  return (
    <ScreenBoundary>
      <JournalPage key={JSON.stringify(asked)} asked={asked} />
    </ScreenBoundary>
  );
}

/** The page of the imports of everybody. */
export function ImportsScreen() {
  return (
    <ScreenBoundary>
      <ImportsPage />
    </ScreenBoundary>
  );
}

/** The page of automations and their runs, with the one that is being edited from the address. */
export function AutomationsScreen() {
  const { edit } = useSearch({ from: '/settings/automations' });
  const navigate = useNavigate({ from: '/settings/automations' });
  return (
    <ScreenBoundary>
      <AutomationsPage edited={edit} onEdit={(id) => void navigate({ search: { edit: id } })} />
    </ScreenBoundary>
  );
}

/** The page of assignment rules, with the one that is being edited from the address. */
export function AssignmentScreen() {
  const { edit } = useSearch({ from: '/settings/assignment' });
  const navigate = useNavigate({ from: '/settings/assignment' });
  return (
    <ScreenBoundary>
      <AssignmentPage edited={edit} onEdit={(id) => void navigate({ search: { edit: id } })} />
    </ScreenBoundary>
  );
}

/** The page of webhooks out. */
export function WebhooksScreen() {
  return (
    <ScreenBoundary>
      <WebhooksPage />
    </ScreenBoundary>
  );
}

/** The page of webhooks in. */
export function WebhooksInScreen() {
  return (
    <ScreenBoundary>
      <SourcesPage />
    </ScreenBoundary>
  );
}

/** The page of events that go out to brokers. */
export function EventsScreen() {
  return (
    <ScreenBoundary>
      <EventsPage />
    </ScreenBoundary>
  );
}

/** The page of the keys that sign e-mails. */
export function MailDomainsScreen() {
  return (
    <ScreenBoundary>
      <MailDomainsPage />
    </ScreenBoundary>
  );
}

/** The page of the work that only the server can do. */
export function QueueScreen() {
  return (
    <ScreenBoundary>
      <ServerWorkPage />
    </ScreenBoundary>
  );
}

/** The page of the signed reports of the journal. */
export function AuditReportsScreen() {
  return (
    <ScreenBoundary>
      <AuditReportsPage />
    </ScreenBoundary>
  );
}

/** The page of the data of one person, with the person's record from the address. */
export function PersonDataScreen() {
  const { record } = useSearch({ from: '/settings/person-data' });
  const navigate = useNavigate({ from: '/settings/person-data' });
  return (
    <ScreenBoundary>
      <PersonDataPage record={record} onRecord={(id) => void navigate({ search: { record: id } })} />
    </ScreenBoundary>
  );
}

/** The page of other people's rights to a record. The address names the person or the role, and the record. */
export function WhoCanSeeScreen() {
  const choice = useSearch({ from: '/settings/who-can-see' });
  const navigate = useNavigate({ from: '/settings/who-can-see' });
  return (
    <ScreenBoundary>
      <WhoCanSeePage choice={choice} onChoice={(search) => void navigate({ search })} />
    </ScreenBoundary>
  );
}

/** The page of packs. */
export function PacksScreen() {
  return (
    <ScreenBoundary>
      <PacksPage />
    </ScreenBoundary>
  );
}

/** The page of the settings of packs. */
export function PackSettingsScreen() {
  return (
    <ScreenBoundary>
      <PackSettingsPage />
    </ScreenBoundary>
  );
}

/** The page of the ways to sign in to the organisation. */
export function SignInScreen() {
  return (
    <ScreenBoundary>
      <SsoPage />
    </ScreenBoundary>
  );
}
