import { useFormats, useNow } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { ProgressRing } from '@outpost/ui/parts/progress-ring';
import { syncWords } from '@outpost/ui/sync/sync-words';
import { useEffect, useState } from 'react';
import type { SyncStatus } from '../../bridge/contract.ts';
import { useLive } from '../session/session-context.tsx';
import { syncSignOf } from './sync-sign-of.ts';
import classes from './sync.module.css';

/** Returns the time, updated every second while the page is open. */
function useTicking(): number {
  const now = useNow();
  const [at, setAt] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setAt(now()), 1_000);
    return () => clearInterval(timer);
  }, [now]);
  return at;
}

/** Describes a state for the person in a sentence or two. */
function meaning(sync: SyncStatus, lastContact: string): string {
  switch (sync.state) {
    case 'offline':
      return `${lastContact}. Everything you do is saved here and sent when there is a network.`;
    case 'connecting':
      return 'Looking for the server. Everything you do is saved here meanwhile.';
    case 'up-to-date':
      return sync.needsYou > 0
        ? 'Everything else has arrived, and everything shared with you is here. Refused changes need your decision.'
        : 'All your changes have arrived, and everything shared with you is here.';
    case 'to-send':
      return 'Your changes are saved here and are sent at the next contact.';
    case 'sending':
      return 'You can continue to work; your next changes are sent afterwards.';
    case 'receiving':
      return 'You can work with the records that have arrived already.';
    case 'too-old':
      return 'This version of Outpost is too old for the server. Update it; your unsent changes are kept.';
    case 'session-ended':
      return 'Sign in again to send and receive. Nothing unsent is lost.';
    case 'signed-out':
    case 'locked':
      return 'Nobody is signed in on this device.';
  }
}

/** States whose meaning is the whole problem: the server's sentence would say it twice. */
const saysItself: ReadonlySet<SyncStatus['state']> = new Set<SyncStatus['state']>(['too-old', 'session-ended']);

/** The state in words, with the last contact and the next try. */
export function SyncStateText() {
  const sync = useLive('sync');
  return sync ? <StateInWords sync={sync} /> : null;
}

function StateInWords({ sync }: { readonly sync: SyncStatus }) {
  const formats = useFormats();
  const now = useTicking();
  const words = syncWords({ ...syncSignOf(sync), needsYou: 0 }, formats);
  const lastContact =
    sync.lastContactAt === null
      ? 'No contact with the server yet'
      : `Last contact ${formats.instant(sync.lastContactAt)}, ${formats.relative(sync.lastContactAt, Math.max(now, Date.parse(sync.lastContactAt)))}`;
  const title =
    sync.state === 'too-old'
      ? 'Outpost must be updated'
      : sync.state === 'session-ended'
        ? 'The session has ended'
        : words.text;
  const wait =
    sync.nextTryAt === null ? undefined : Math.max(0, Math.round((Date.parse(sync.nextTryAt) - now) / 1_000));
  return (
    <section className={classes.state} aria-label="State">
      <span className={classes.stateIcon} data-shape={words.shape}>
        {words.shape === 'ring' ? (
          <ProgressRing value={words.part} />
        ) : (
          <Icon
            name={
              sync.state === 'offline'
                ? 'cloud-off'
                : sync.state === 'too-old' || sync.state === 'session-ended'
                  ? 'warning'
                  : 'cloud'
            }
          />
        )}
      </span>
      <div className={classes.stateWords}>
        <h2>{title}</h2>
        <p>
          {meaning(sync, lastContact)}
          {sync.problem === null || saysItself.has(sync.state) ? '' : ` ${sync.problem}`}
        </p>
        {sync.state === 'offline' ? null : <p className={classes.faint}>{lastContact}.</p>}
      </div>
      {wait === undefined || sync.state !== 'offline' ? null : (
        <div className={classes.next}>
          Next try<strong>{wait === 0 ? 'now' : `in ${formats.duration(wait)}`}</strong>
        </div>
      )}
    </section>
  );
}
