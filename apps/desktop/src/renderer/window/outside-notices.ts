/** A notification of the operating system. */
export type OutsideNotice = {
  /** A second one with the same tag takes the place of the first. */
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  readonly onPress: () => void;
};

/** `ask`: the person has to allow it first. `none`: this computer can't show any. */
export type OutsideState = 'allowed' | 'ask' | 'denied' | 'none';

/** The notifications of the operating system, outside of the window. */
export type OutsideNotices = {
  readonly state: () => OutsideState;
  /** Asks the person to allow them. Call it in answer to a press: browsers ignore it otherwise. */
  readonly ask: () => Promise<OutsideState>;
  readonly show: (notice: OutsideNotice) => void;
};

/** The part of the window that it needs, so that a test can provide its own. */
export type NoticeWindow = { readonly Notification?: typeof Notification };

const states = { granted: 'allowed', default: 'ask', denied: 'denied' } as const;

/**
 * Returns the notifications of the operating system through the window's own interface, which Electron and browsers
 * have. `bringUp` brings the window into view when the person presses one.
 */
export function outsideNotices(page: NoticeWindow, bringUp: () => void): OutsideNotices {
  const state = (): OutsideState => (page.Notification ? states[page.Notification.permission] : 'none');
  return {
    state,
    ask: async () => {
      await page.Notification?.requestPermission();
      return state();
    },
    show: ({ tag, title, body, onPress }) => {
      if (!page.Notification || state() !== 'allowed') return;
      const shown = new page.Notification(title, { tag, body });
      shown.addEventListener('click', () => {
        bringUp();
        shown.close();
        onPress();
      });
    },
  };
}
