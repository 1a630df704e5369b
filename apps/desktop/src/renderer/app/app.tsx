import { SnackbarProvider } from '@outpost/ui/frame/snackbar';
import { ThemeProvider } from '@outpost/ui/theme/theme-provider';
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Session } from '../../bridge/contract.ts';
import { AttachFiles } from '../files/attach-files.tsx';
import { AttachPartProvider, type AttachPartProps } from '../records/creating/attach-part.tsx';
import { StepUpGate } from '../session/factors/step-up-gate.tsx';
import { LockedPage } from '../session/locked-page.tsx';
import { LiveStateProvider, type LiveStore, useLive, useLiveValue } from '../session/session-context.tsx';
import { SignInElsewhere } from '../session/organisations/sign-in-elsewhere.ts';
import { SessionEndedPage } from '../session/session-ended-page.tsx';
import { SignInPage } from '../session/sign-in-page.tsx';
import { WipedPage, WipingPage } from '../session/wiped-page.tsx';
import { useAnotherPerson } from '../session/use-another-person.ts';
import { LastFocusProvider } from '../window/last-focus.tsx';
import { PageCommandsProvider } from '../window/page-commands.tsx';
import { PagePrintProvider } from '../window/page-print.tsx';
import { PicturesHere } from '../pictures/pictures-here.tsx';
import { type AppPorts, AppPortsProvider, useAppPorts } from '../window/app-ports.tsx';
import { useColorScheme, usePreferences } from '../places/preferences.ts';
import { installedScreens } from '../packs/installed-screens.ts';
import { type Slots, slotsOf } from '../slots/slots-of.tsx';
import { SlotsProvider } from '../slots/use-slots.tsx';
import { weekStartOf } from '../window/locale/week-start.ts';
import { ScreenBoundary } from './screen-boundary.tsx';
import type { AppRouter } from './router.tsx';

/** The parts that `start.tsx` (or a test) creates. */
export type AppProps = {
  readonly ports: AppPorts;
  readonly live: LiveStore;
  readonly client: QueryClient;
  readonly router: AppRouter;
  /** The packs' own screens. Left out: those of the installed packs. */
  readonly slots?: Slots;
};

const installedSlots = slotsOf(installedScreens);
const attachPart = (props: AttachPartProps) => <AttachFiles key={props.record.id} {...props} />;

/** The whole window: the providers, then the page for the state of the session. */
export function App({ ports, live, client, router, slots = installedSlots }: AppProps) {
  return (
    <AppPortsProvider ports={ports}>
      <QueryClientProvider client={client}>
        <LiveStateProvider store={live}>
          <SlotsProvider slots={slots}>
            <AttachPartProvider part={attachPart}>
              <Themed>
                <Gate router={router} />
              </Themed>
            </AttachPartProvider>
          </SlotsProvider>
        </LiveStateProvider>
      </QueryClientProvider>
    </AppPortsProvider>
  );
}

/** Returns the time zone of the person; undefined while the data is closed, because a closed file tells none. */
const zoneOf = (session: Session | undefined): string | undefined =>
  session?.state === 'signed-in' ? (session.own?.timeZone ?? session.timeZone) : undefined;

/** Applies the person's theme. Before sign-in it applies the last theme of this window, or the system's. */
function Themed({ children }: { readonly children: ReactNode }) {
  const { locale, now } = useAppPorts();
  const session = useLive('session');
  const [preferences] = usePreferences();
  const colorScheme = useColorScheme();
  return (
    <ThemeProvider
      colorScheme={colorScheme}
      locale={session?.own?.locale ?? session?.locale ?? locale}
      timeZone={zoneOf(session) ?? Intl.DateTimeFormat().resolvedOptions().timeZone}
      currency={session?.currency}
      weekStart={weekStartOf(session?.weekStart)}
      now={now}
      shortcuts={preferences.singleKeys}
    >
      {/* Messages to one person must not be visible to the next one, nor on a locked page. */}
      <SnackbarProvider key={session?.state === 'signed-in' ? session.person?.id : 'nobody'}>
        <LastFocusProvider>
          <PageCommandsProvider>
            <PagePrintProvider>
              <ScreenBoundary>{children}</ScreenBoundary>
            </PagePrintProvider>
          </PageCommandsProvider>
        </LastFocusProvider>
      </SnackbarProvider>
    </ThemeProvider>
  );
}

/** Shows a separate page on signed-out and locked devices; no records are drawn behind it (D-5). */
function Gate({ router }: { readonly router: AppRouter }) {
  const session = useLive('session');
  const isEnded = useLiveValue('sync', (sync) => sync?.state === 'session-ended');
  const [isAnother, another, back] = useAnotherPerson(session);
  if (!session) return null; // the replica answers within milliseconds, so a spinner would only flash
  if (session.state === 'locked' && !isAnother) return <LockedPage session={session} onAnother={another} />;
  if (session.state === 'wiping' && !isAnother) return <WipingPage session={session} />;
  if (session.state === 'signed-out' && session.wiped) return <WipedPage session={session} wiped={session.wiped} />;
  if (isEnded && session.state !== 'signed-in') return <SessionEndedPage session={session} />;
  if (session.state !== 'signed-in' || !session.person) return <SignInPage session={session} />;
  if (isAnother) return <SignInPage session={session} onBack={back} />;
  return (
    <SignInElsewhere value={another}>
      <StepUpGate>
        <PicturesHere>
          <RouterProvider router={router} />
        </PicturesHere>
      </StepUpGate>
    </SignInElsewhere>
  );
}
