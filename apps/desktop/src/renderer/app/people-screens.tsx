import { ScreenBoundary } from './screen-boundary.tsx';
import { JournalPage } from '../people/journal-page.tsx';
import { SsoPage } from '../people/sso/sso-page.tsx';
import { TeamsPage } from '../people/teams-page.tsx';

/** How people sign in to the organisation. */
export const SignIn = () => (
  <ScreenBoundary>
    <SsoPage />
  </ScreenBoundary>
);

/** The teams of the organisation. */
export const Teams = () => (
  <ScreenBoundary>
    <TeamsPage />
  </ScreenBoundary>
);

/** The journal of the organisation. */
export const Journal = () => (
  <ScreenBoundary>
    <JournalPage />
  </ScreenBoundary>
);
