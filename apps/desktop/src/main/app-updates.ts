import type { UpdateState } from '../bridge/shell/shell-port.ts';
import type { MainLog } from './main-log.ts';

/** The part of electron-updater's `AppUpdater` that is used. It checks the signature or the checksum of each download. */
export type Updater = {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  readonly setFeedURL: (feed: { readonly provider: 'generic'; readonly url: string }) => void;
  /** The program's log gets only this module's lines. */
  logger: unknown;
  readonly checkForUpdates: () => Promise<{ readonly downloadPromise?: Promise<unknown> | null | undefined } | null>;
  readonly quitAndInstall: () => void;
  readonly on: (event: 'update-downloaded', listener: (found: { readonly version: string }) => void) => unknown;
};

/** Chosen: a version is found on the day on which it appears, and the feed's server is asked rarely. */
const checkEveryMs = 6 * 3_600_000;

/** The notice of a newer version. */
export type AppUpdates = {
  /** The newer version that is ready to be installed. Null: none. */
  readonly now: () => UpdateState;
  /** Closes the app and installs the version; nothing without one. */
  readonly restart: () => Promise<void>;
  readonly stop: () => void;
};

/**
 * Looks for newer versions of the app at a feed, downloads them, and says when one is ready. It never restarts by itself: the person
 * chooses the time, or the version is installed when they quit. A feed that cannot be reached is asked again later.
 */
export function appUpdates({
  feed,
  updater,
  log,
  changed,
  beforeRestart,
}: {
  /** The address of the feed. Without one nothing is asked. */
  readonly feed: string | undefined;
  /** Makes the updater; called only with a feed. */
  readonly updater: () => Promise<Updater>;
  readonly log: MainLog;
  readonly changed: () => void;
  /** Closes the replica's file: all changes, unsent ones too, are on disk then. */
  readonly beforeRestart: () => Promise<void>;
}): AppUpdates {
  const state = { ready: null as UpdateState, timer: undefined as NodeJS.Timeout | undefined, isStopped: false };
  const found: { updater?: Updater } = {};
  const look = () => {
    void found.updater
      ?.checkForUpdates()
      .then((answer) => answer?.downloadPromise) // it fails where the content does not match the feed
      .catch(() => log('update-not-received', {}));
  };
  const begin = async (url: string) => {
    const made = await updater();
    if (state.isStopped) return;
    found.updater = made;
    made.logger = null;
    made.autoDownload = true;
    made.autoInstallOnAppQuit = true;
    made.setFeedURL({ provider: 'generic', url });
    made.on('update-downloaded', ({ version }) => {
      state.ready = { version };
      changed();
    });
    look();
    state.timer = setInterval(look, checkEveryMs);
    state.timer.unref();
  };
  if (feed !== undefined && feed !== '') begin(feed).catch(() => log('updater-not-started', {}));
  return {
    now: () => state.ready,
    restart: async () => {
      if (!state.ready || !found.updater) return;
      await beforeRestart();
      found.updater.quitAndInstall();
    },
    stop: () => {
      state.isStopped = true;
      clearInterval(state.timer);
    },
  };
}
