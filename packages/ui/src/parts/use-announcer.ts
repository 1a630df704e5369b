import { useEffect, useState } from 'react';

/** Chosen: the time for which the reason of a refused action is shown. */
const NOTICE_MS = 6_000;

/** The last announcement of a widget for screen readers, and the reason of a refused action in sight. */
export type Announcer = {
  readonly said: string;
  readonly notice: string | undefined;
  /** Announces a text. Ends the notice of an earlier refusal, also without a text. */
  readonly announce: (text?: string) => void;
  /** Announces the reason of a refusal, and shows it for a while. */
  readonly refuse: (why: string) => void;
};

/** Returns an announcer. `Announcements` draws it. */
export function useAnnouncer(): Announcer {
  const [said, setSaid] = useState('');
  const [notice, setNotice] = useState<string>();
  useEffect(() => {
    if (notice === undefined) return;
    const timer = setTimeout(() => setNotice(undefined), NOTICE_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  return {
    said,
    notice,
    announce(text) {
      setNotice(undefined);
      if (text !== undefined) setSaid(text);
    },
    refuse(why) {
      setNotice(why);
      setSaid(why);
    },
  };
}
