import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import type { Clock, IdSource, MonotonicClock, RandomBytes } from '@outpost/domain/kernel/ports';
import type { Logger } from 'pino';
import { systemUserId } from '../access/author.ts';
import type { Database } from '../db/database.ts';
import { readClock } from '../journal/heads.ts';
import { applyActs } from '../records/apply-acts.ts';
import { recordsOf } from '../records/load.ts';
import { bringUpToOwnFields } from '../records/write-anew.ts';
import type { PokeHub } from '../sync/poke-hub.ts';
import { type EmailIntentPorts, runEmailIntents } from './email-intents.ts';
import { moveHorizon } from './horizon/move-horizon.ts';
import { countRunningTime } from './horizon/running-time.ts';
import { defaultMailLimits, type MailLimits } from './mail-limits.ts';
import type { MailTransport } from './mail-transport.ts';
import { tenantQueue } from './tenant-queue.ts';

/** How mail goes out; without limits of its own by `defaultMailLimits`. */
export type MailPorts = { readonly transport: MailTransport; readonly from: string; readonly limits?: MailLimits };

export type WorkerPorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly monotonic: MonotonicClock;
  readonly ids: IdSource;
  readonly random: RandomBytes;
  readonly installed: Catalogue;
  readonly log: Logger;
  readonly durability: 'commit' | 'backup';
  readonly mail: MailPorts | null;
  readonly pokes: PokeHub;
  readonly workers: 'by-news' | 'when-asked';
};

/** What put off mails and missed news wait for at most. */
const roundEveryMs = 60_000;
/** K-6: days pass slowly; a floor that moves once an hour is soon enough. */
const horizonEveryMs = 3_600_000;

export type Workers = { readonly run: (orgId: string) => Promise<void>; readonly stop: () => Promise<void> };

/**
 * Runs the readers of the journal: at each tenant's news, and once a minute for all tenants; gives records the keys of redefined fields
 * once a minute (K-3); and moves the horizon of tombstones (K-6).
 */
export function startWorkers(ports: WorkerPorts): Workers {
  const { database, monotonic, log, mail } = ports;
  const intents = mail && intentPorts(ports, mail);
  const run = async (orgId: string): Promise<void> => {
    if (intents) await runEmailIntents(intents, orgId); // without a mail server they wait
  };
  const runAll = async (orgId: string): Promise<void> => {
    while (await bringUpToOwnFields(ports, orgId));
    await run(orgId);
  };
  if (ports.workers === 'when-asked') return { run: runAll, stop: () => Promise.resolve() };
  const horizon = { dueAtMs: monotonic.elapsedMs(), totalMs: 0 };
  const runningTime = countRunningTime(ports);
  const intentsQueue = tenantQueue((orgId) =>
    run(orgId).catch((error: unknown) => log.error({ orgId, err: error }, 'sending e-mails failed; it is tried again')),
  );
  const horizonQueue = tenantQueue((orgId) =>
    moveHorizon(ports, orgId, horizon.totalMs).catch((error: unknown) =>
      log.error({ orgId, err: error }, 'erasing tombstones failed; it is tried again'),
    ),
  );
  const ownFieldsQueue = tenantQueue((orgId) =>
    bringUpToOwnFields(ports, orgId).then(
      (isMore) => {
        if (isMore) ownFieldsQueue.wake(orgId); // behind others, and not at all once it stops
      },
      (error: unknown) =>
        log.error({ orgId, err: error }, 'giving records the keys of own fields failed; it is tried again'),
    ),
  );
  ports.pokes.onNews(intentsQueue.wake);
  /** The time is counted each round, whether the horizon is due or not: it tells a clock that jumps within the minute. */
  const wakeHorizon = async (tenants: readonly string[]): Promise<void> => {
    const standing = await runningTime();
    if (standing.kind === 'stopped' || monotonic.elapsedMs() < horizon.dueAtMs) return;
    horizon.dueAtMs = monotonic.elapsedMs() + horizonEveryMs;
    horizon.totalMs = standing.totalMs;
    for (const orgId of tenants) horizonQueue.wake(orgId);
  };
  const round = (): void => {
    database
      .transaction('snapshot', (tx) => tx.query<{ org_id: string }>('select org_id from auth.tenant_ids()'))
      .then((rows) => {
        for (const { org_id: orgId } of rows) {
          intentsQueue.wake(orgId);
          ownFieldsQueue.wake(orgId);
        }
        return wakeHorizon(rows.map((row) => row.org_id));
      })
      .catch((error: unknown) => log.error({ err: error }, 'a round of the workers failed; it is tried again'));
  };
  const timer = setInterval(round, roundEveryMs);
  timer.unref();
  round();
  return {
    run: runAll,
    async stop() {
      clearInterval(timer);
      await Promise.all([intentsQueue.stop(), ownFieldsQueue.stop(), horizonQueue.stop()]);
    },
  };
}

function intentPorts(ports: WorkerPorts, mail: NonNullable<WorkerPorts['mail']>): EmailIntentPorts {
  const { database, clock, installed } = ports;
  return {
    database,
    clock,
    intents: installed.intents ?? [],
    mail: mail.transport,
    from: mail.from,
    limits: mail.limits ?? defaultMailLimits,
    recordsOf: (tx, orgId, asked) => recordsOf(tx, { orgId, installed }, asked),
    async perform(orgId, act) {
      const applied = await applyActs(ports, {
        orgId,
        author: 'server',
        device: systemUserId,
        heads: [],
        acts: [{ ...act, number: 1 }],
        numbering: 'next',
      });
      const [answer] = applied.kind === 'decided' ? applied.answers : [];
      if (!answer) throw new Error(`The outcome of an intent was not decided: ${JSON.stringify(applied)}`);
      // A fault of ours, yet no reason to hold up other mails: decided once, it would be refused for ever.
      if (answer.status === 'refused')
        ports.log.error({ orgId, refused: answer.refused }, 'the outcome of an intent was refused');
    },
    async durable(tx, orgId) {
      const now = await readClock(tx, orgId, 'unlocked');
      return (ports.durability === 'commit' ? now?.head : now?.durable) ?? 0;
    },
  };
}
