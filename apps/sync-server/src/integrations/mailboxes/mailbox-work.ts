import { inTenant } from '../../db/database.ts';
import { claimMailbox, type Mailbox, type MailboxRelease, readDueMailboxes, releaseMailbox } from '../../gateway/mailboxes/mailbox.ts'; // prettier-ignore
import { makeMailboxDue } from '../../gateway/mailboxes/mailbox-watch.ts';
import { InboxFault } from '../imap/imap-client.ts';
import type { Worker } from '../../jobs/workers/workers.ts';
import { discardAccessToken, endMailboxAccess } from './mailbox-access.ts';
import { mailboxWatches } from './watch-mailboxes.ts';
import { LostClaim, type MailboxPorts, readMailbox } from './read-mailbox.ts';

export type MailboxWorkPorts = MailboxPorts & {
  /** `by-news`: reading goes on beside the rounds of the workers. `when-asked`: the worker waits for it. */
  readonly workers: 'by-news' | 'when-asked';
};

/** The worker, and the function that waits for what was begun. */
export type MailboxWork = { readonly worker: Worker; readonly stop: () => Promise<void> };

/** Chosen: a slow mail server holds up its own mailbox only, and this server has no more connections than that. */
const mostAtOnce = 20;
/** A mailbox is read once a minute. After a failure the wait doubles, up to an hour. */
const [usualMs, longestMs] = [60_000, 3_600_000];
/** Chosen: the waits between so many refusals are some hours. A mail server may refuse good access tokens for a while. */
const mostRefusals = 8;

/** Returns the work that reads mailboxes. */
export function mailboxWork(ports: MailboxWorkPorts): MailboxWork {
  const running = new Map<string, Promise<void>>();
  const state = { isStopping: false };

  const read = async (orgId: string, id: string): Promise<void> => {
    for (let standing: 'done' | 'more' = 'more'; standing === 'more' && !state.isStopping;)
      standing = await readOnce(ports, orgId, id);
  };
  const begin = (orgId: string, id: string): Promise<void> => {
    const found = running.get(id);
    if (found) return found;
    const done = read(orgId, id)
      .catch((error: unknown) =>
        ports.log.error({ orgId, mailbox: id, err: error }, 'reading a mailbox failed; it is tried again'),
      ) // prettier-ignore
      .finally(() => running.delete(id));
    running.set(id, done);
    return done;
  };

  /** An e-mail has arrived. What is being read now may have begun before it. */
  const readNow = async (orgId: string, id: string): Promise<void> => {
    await running.get(id);
    const nowMs = ports.clock.nowMs();
    await inTenant(ports.database, { orgId, mode: 'write' }, (tx) => makeMailboxDue(tx, orgId, { id, nowMs }));
    if (running.size < mostAtOnce && !state.isStopping) await begin(orgId, id); // else the next round reads it
  };
  const watches = mailboxWatches({ ...ports, onMail: readNow });

  return {
    worker: {
      doing: 'reading mailboxes',
      async run(orgId) {
        const nowMs = ports.clock.nowMs();
        const due = await inTenant(ports.database, { orgId, mode: 'snapshot' }, (tx) => readDueMailboxes(tx, orgId, nowMs)); // prettier-ignore
        const begun = due.slice(0, Math.max(mostAtOnce - running.size, 0)).map((id) => begin(orgId, id));
        if (ports.workers === 'when-asked') await Promise.all(begun);
        else void watches.look(orgId).catch((error: unknown) => ports.log.error({ orgId, err: error }, 'no mailbox is watched')); // prettier-ignore
        return 'done';
      },
    },
    async stop() {
      state.isStopping = true;
      await watches.stop();
      await Promise.all(running.values());
    },
  };
}

/** Claims a mailbox, reads a piece of it, and says when it is read again. */
async function readOnce(ports: MailboxWorkPorts, orgId: string, id: string): Promise<'done' | 'more'> {
  const { database, clock } = ports;
  const mailbox = await inTenant(database, { orgId, mode: 'write' }, (tx) => claimMailbox(tx, orgId, { id, nowMs: clock.nowMs() })); // prettier-ignore
  if (!mailbox) return 'done';
  const release = (end: Pick<MailboxRelease, 'problem' | 'nextAt' | 'isTokenRefused'>): Promise<void> =>
    inTenant(database, { orgId, mode: 'write' }, (tx) => releaseMailbox(tx, orgId, { ...end, id, fence: mailbox.fence, nowMs: clock.nowMs() })); // prettier-ignore
  try {
    const standing = await readMailbox(ports, orgId, mailbox);
    await release({ problem: null, nextAt: isoAfter(clock.nowMs(), standing === 'more' ? 0 : usualMs), isTokenRefused: false }); // prettier-ignore
    return standing;
  } catch (error) {
    if (error instanceof LostClaim) return 'done';
    const told = error instanceof InboxFault ? error.problem : 'unreachable';
    const isTokenRefused =
      told === 'sign-in' && error instanceof InboxFault && error.cause !== undefined && mailbox.provider !== null;
    const isPassing = isTokenRefused && mailbox.refusals + 1 < mostRefusals;
    if (isTokenRefused) await (isPassing ? discardAccessToken : endMailboxAccess)(ports, orgId, mailbox);
    const problem = isPassing ? 'unreachable' : told;
    // A refused password is not tried again: the server would lock the account.
    await release({ problem, nextAt: problem === 'sign-in' ? null : isoAfter(clock.nowMs(), waitOf(mailbox)), isTokenRefused }); // prettier-ignore
    if (!(error instanceof InboxFault)) throw error;
    return 'done';
  }
}

const isoAfter = (nowMs: number, ms: number): string => new Date(nowMs + ms).toISOString();

const waitOf = ({ tries }: Pick<Mailbox, 'tries'>): number => Math.min(usualMs * 2 ** Math.min(tries, 10), longestMs);
