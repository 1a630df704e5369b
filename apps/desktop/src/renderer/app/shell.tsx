import { organisationEntity } from '../../bridge/organisation-entity.ts';
import { settingsIdOf } from '@outpost/domain/kernel/catalogue/settings';
import { textOn } from '@outpost/domain/kernel/text/contrast';
import { AppFrame } from '@outpost/ui/frame/app-frame';
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { isDialogOpen, useShortcuts } from '@outpost/ui/keys/keyboard';
import { ShortcutList } from '@outpost/ui/keys/shortcut-list';
import { type ReactNode, useMemo, useState } from 'react';
import { capturePath } from '../../bridge/shell/shell-port.ts';
import { ConversionProvider } from '../convert/conversion-provider.tsx';
import { useFirstSteps } from '../home/first-steps.tsx';
import { DroppedFilesProvider } from '../import/dropped-files.tsx';
import { PlacePicking } from '../map/place-picking.tsx';
import { Palette } from '../palette/palette.tsx';
import { MentionablePeople } from '../records/mentionable-people.tsx';
import { NewRecordProvider } from '../records/creating/new-record.tsx';
import { RepeatedChangesProvider } from '../repeats/repeated-changes.tsx';
import { useCatalogue } from '../records/use-entity.ts';
import { useActs } from '../queries/use-acts.ts';
import { useOrganisations } from '../session/organisations/use-organisations.ts';
import { useSignedIn } from '../session/session-context.tsx';
import { lockMinutes } from '../places/lock-minutes.ts';
import { useIdleLock } from '../session/use-idle-lock.ts';
import { StandingNotice } from '../session/notices/standing-notice.tsx';
import { areasOf, barOf, goKeysOf, homeArea, ownAreas, searchArea } from '../places/areas.ts';
import { useBridge } from '../window/app-ports.tsx';
import { listSearchSchema } from '../window/list-address.ts';
import { pinnedAt, pinnedItems, usePinned } from '../places/pinned.ts';
import { usePreferences } from '../places/preferences.ts';
import { FrameNotices, FrameSyncSign, FrameUnread } from './frame-signs.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import { SettingsFrame } from '../settings-frame/settings-frame.tsx';
import { PackDialogsProvider } from '../slots/pack-dialogs.tsx';
import { SnippetsPlace, usePackAreas } from '../slots/use-slots.tsx';
import { Tour } from '../setup/tour.tsx';
import { useDesktopShell } from './use-desktop-shell.ts';
import { useWindowTitle } from './use-window-title.ts';
import { kindParams } from '../window/kind-params.ts';

/** The frame around every page behind the sign-in, with the parts reachable from everywhere: palette, shortcuts, settings. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const session = useSignedIn();
  const navigate = useNavigate();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const shownView = useRouterState({ select: (state) => listSearchSchema.parse(state.location.search).view });
  const [preferences, changePreferences] = usePreferences();
  const [overlay, setOverlay] = useState<'palette' | 'shortcuts' | 'settings'>();
  const { pinned } = usePinned();
  const catalogue = useCatalogue();
  const packAreas = usePackAreas();
  const { areas, own, bottom, goKeys } = useMemo(
    () => ({
      areas: areasOf(catalogue, packAreas),
      own: ownAreas(catalogue),
      bottom: barOf(catalogue),
      goKeys: goKeysOf(catalogue),
    }),
    [catalogue, packAreas],
  );
  const acts = useActs();
  const firstSteps = useFirstSteps();
  const organisations = useOrganisations();
  const bridge = useBridge();
  useIdleLock(lockMinutes(preferences.lockAfter, session.unlocking?.lockMinutes ?? null));

  const go = (id: string) => {
    if (id === 'search') return setOverlay('palette');
    if (id === 'shortcuts') return setOverlay('shortcuts');
    const pin = pinned.find((entry) => entry.id === id);
    if (!pin) return void navigate({ to: id });
    if (pin.of === 'record') return void navigate({ to: '/record/$id', params: { id: pin.record } });
    void navigate({ to: '/list/$pack/$name', params: kindParams(pin.entity), search: { view: pin.view } });
  };

  const openByKey = (wanted: 'palette' | 'shortcuts' | 'settings') => {
    if (!isDialogOpen()) setOverlay(wanted);
  };

  useShortcuts([
    {
      keys: 'mod+k',
      label: 'Search and commands',
      section: 'Everywhere',
      inFields: true,
      run: () => openByKey('palette'),
    },
    { keys: '?', label: 'This list', section: 'Everywhere', run: () => openByKey('shortcuts') },
    { keys: 'mod+z', label: 'Undo', section: 'Everywhere', run: () => void acts.undoLast() },
    { keys: 'mod+shift+z', label: 'Redo', section: 'Everywhere', run: () => void acts.redoLast() },
    {
      keys: 'mod+shift+l',
      label: 'Lock',
      section: 'Everywhere',
      inFields: true,
      run: () => void acts.tell(bridge.call('session.lock', null)),
    },
    { keys: 'g h', label: 'Go home', section: 'Go to', run: () => go('/') },
    ...goKeys.map(({ key, area }) => ({
      keys: `g ${key}`,
      label: `Go to ${area.label.toLowerCase()}`,
      section: 'Go to',
      run: () => go(area.id),
    })),
    ...(areas.some(({ id }) => id === '/calendar')
      ? [{ keys: 'g c', label: 'Go to calendar', section: 'Go to', run: () => go('/calendar') }]
      : []),
    { keys: 'g n', label: 'Go to notifications', section: 'Go to', run: () => go('/notifications') },
    { keys: 'g s', label: 'Go to sync', section: 'Go to', run: () => go('/sync') },
  ]);

  useDesktopShell({
    palette: () => openByKey('palette'),
    keys: () => openByKey('shortcuts'),
    settings: () => openByKey('settings'),
    'first-steps': firstSteps.show,
  });

  const current =
    pinnedAt(pinned, path, shownView)?.id ??
    [...areas, ...own].find(({ id }) => path === id || path.startsWith(`${id}/`))?.id ??
    (path === '/' ? '/' : undefined);
  useWindowTitle([homeArea, ...areas, ...own].find(({ id }) => id === path)?.label);
  return (
    <Dialogs>
      {path === capturePath ? (
        children
      ) : (
        <AppFrame
          organisation={{
            name: session.organisation.name,
            menu: organisations.menu,
            logo: settingsIdOf(session.organisation.id, organisationEntity),
            accent: session.accent === undefined ? undefined : { fill: session.accent, text: textOn(session.accent) },
          }}
          onOrganisation={organisations.onChoose}
          home={homeArea}
          search={searchArea}
          pinned={pinnedItems(pinned)}
          areas={areas}
          ownAreas={own}
          bottom={bottom}
          current={current}
          onGo={go}
          Sync={FrameSyncSign}
          Unread={FrameUnread}
          notifications={{
            isCurrent: path === '/notifications',
            onPress: () => go('/notifications'),
          }}
          person={{ id: session.person.id, name: session.person.name, onPress: () => setOverlay('settings') }}
          isCollapsed={preferences.isRailFolded}
          onCollapse={(isRailFolded) => changePreferences({ isRailFolded })}
        >
          <StandingNotice />
          <SettingsFrame path={path} onGo={go}>
            {children}
          </SettingsFrame>
        </AppFrame>
      )}
      <FrameNotices />
      <Tour />
      <Palette isOpen={overlay === 'palette'} onClose={() => setOverlay(undefined)} onGo={go} />
      <ShortcutList
        isOpen={overlay === 'shortcuts'}
        onClose={() => setOverlay(undefined)}
        onHelp={() => {
          setOverlay(undefined);
          go('/help');
        }}
      />
      <SettingsDialog isOpen={overlay === 'settings'} onClose={() => setOverlay(undefined)} />
    </Dialogs>
  );
}

/** The dialogs that every page can open, the files that are dropped on any page, the people that texts can mention, and the map of places. */
const Dialogs = ({ children }: { readonly children: ReactNode }) => (
  <MentionablePeople>
    <SnippetsPlace>
      <PlacePicking>
        <RepeatedChangesProvider>
          <NewRecordProvider>
            <ConversionProvider>
              <PackDialogsProvider>
                <DroppedFilesProvider>{children}</DroppedFilesProvider>
              </PackDialogsProvider>
            </ConversionProvider>
          </NewRecordProvider>
        </RepeatedChangesProvider>
      </PlacePicking>
    </SnippetsPlace>
  </MentionablePeople>
);
