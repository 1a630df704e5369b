import { inTenant } from '../../db/database.ts';
import { claimWatches, keepWatch, type MailboxWatch, watchLeaseMs } from '../../gateway/mailboxes/mailbox-watch.ts';
import { openService } from '../../jobs/service/service.ts';
import { InboxFault } from '../imap/imap-client.ts';
import { type WatchedInbox, watchInbox } from '../imap/watch-inbox.ts';
import { mailboxSecretOf } from './mailbox-access.ts';
import type { MailboxPorts } from './read-mailbox.ts';

/** Chosen: each is an open connection. Mailboxes beyond it are asked once a minute, as all are. */
export const mostWatched = 50;
const renewEveryMs = 60_000;
/** A mail server without IDLE is asked again after this time. */
const noIdleMs = 3_600_000;

/** The mailboxes that this server watches. */
export type MailboxWatches = {
  /** Begins to watch mailboxes of an organisation that no server watches. Returns when their connections are open. */
  readonly look: (orgId: string) => Promise<void>;
  readonly count: () => number;
  readonly stop: () => Promise<void>;
};

type WatchPorts = MailboxPorts & {
  /** An e-mail has arrived in a mailbox. */
  readonly onMail: (orgId: string, id: string) => Promise<void>;
  /** The most mailboxes that this server watches. Left out: `mostWatched`. */
  readonly most?: number;
};

/** MBX-14, MBX-15: watches mailboxes by IDLE, each by one server. A watch that ends leaves the mailbox to the next look, and to the reading each minute. */
export function mailboxWatches({ onMail, most = mostWatched, ...ports }: WatchPorts): MailboxWatches {
  const { database, clock, log } = ports;
  const open = new Map<string, WatchedInbox>();
  const state = { isStopping: false, opening: 0 };

  const keep = (orgId: string, watch: MailboxWatch, untilMs: number | null): Promise<boolean> =>
    inTenant(database, { orgId, mode: 'write' }, (tx) => keepWatch(tx, orgId, { ...watch, untilMs }));

  /** Tells of arrivals, one after the other: several within one reading are told once. */
  const telling = (orgId: string, id: string): (() => void) => {
    const told = { isRunning: false, isAgain: false };
    const tell = async (): Promise<void> => {
      do {
        told.isAgain = false;
        await onMail(orgId, id);
      } while (told.isAgain && !state.isStopping);
    };
    return () => {
      if (told.isRunning) {
        told.isAgain = true;
        return;
      }
      told.isRunning = true;
      tell()
        .catch((error: unknown) => log.error({ orgId, mailbox: id, err: error }, 'a watched mailbox was not read'))
        .finally(() => (told.isRunning = false));
    };
  };

  const begin = async (orgId: string, watch: MailboxWatch): Promise<void> => {
    const { id, personId } = watch;
    const service = ports.mailReceiver && (await openService(ports, ports.mailReceiver.account, orgId));
    if (!service || !(await service.as(personId))) return; // a person without rights has no mailbox here
    const secret = await mailboxSecretOf(ports, orgId, watch);
    const watched = await watchInbox({ ...watch, secret }, { guard: ports.outgoing ?? {}, onMail: telling(orgId, id) }); // prettier-ignore
    if (watched === 'no-idle') return void (await keep(orgId, watch, clock.nowMs() + noIdleMs));
    open.set(id, watched);
    const renewal = setInterval(() => {
      keep(orgId, watch, clock.nowMs() + watchLeaseMs)
        .then((isKept) => (isKept ? undefined : watched.close()))
        .catch((error: unknown) => log.warn({ orgId, mailbox: id, err: error }, 'a watch was not renewed'));
    }, renewEveryMs);
    renewal.unref();
    void watched.ended.then(async () => {
      clearInterval(renewal);
      open.delete(id);
      if (!state.isStopping) await keep(orgId, watch, null).catch(() => false); // else its time ends by itself
    });
    telling(orgId, id)(); // what arrived before the connection was open
  };

  return {
    count: () => open.size,
    async look(orgId) {
      const room = most - open.size - state.opening;
      if (room <= 0 || state.isStopping) return;
      const claimed = await inTenant(database, { orgId, mode: 'write' }, (tx) => claimWatches(tx, orgId, { nowMs: clock.nowMs(), most: room })); // prettier-ignore
      state.opening += claimed.length;
      await Promise.all(
        claimed.map((watch) =>
          begin(orgId, watch)
            .catch((error: unknown) => {
              if (!(error instanceof InboxFault)) log.warn({ orgId, mailbox: watch.id, err: error }, 'a mailbox could not be watched'); // prettier-ignore
            })
            .finally(() => (state.opening -= 1)),
        ),
      );
    },
    async stop() {
      state.isStopping = true;
      const all = [...open.values()];
      await Promise.all(all.map(({ close }) => close()));
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}
