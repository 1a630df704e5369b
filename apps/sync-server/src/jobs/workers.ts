import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import type { Clock, RandomBytes } from '@outpost/domain/kernel/ports';
import type { Logger } from 'pino';
import { systemUserId } from '../access/author.ts';
import type { Database } from '../db/database.ts';
import { readClock } from '../journal/heads.ts';
import { applyActs } from '../records/apply-acts.ts';
import { recordsOf } from '../records/load.ts';
import type { PokeHub } from '../sync/poke-hub.ts';
import { type EmailIntentPorts, runEmailIntents } from './email-intents.ts';
import type { MailTransport } from './mail-transport.ts';

export type WorkerPorts = {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly installed: Catalogue;
  readonly log: Logger;
  readonly durability: 'commit' | 'backup';
  readonly mail: { readonly transport: MailTransport; readonly from: string } | null;
  readonly pokes: PokeHub;
  readonly workers: 'by-news' | 'when-asked';
};

/** What put off mails and missed news wait for at most. */
const roundEveryMs = 60_000;

export type Workers = { readonly run: (orgId: string) => Promise<void>; readonly stop: () => Promise<void> };

/** Runs the readers of the journal: at each tenant's news, and once a minute for all tenants. Without a mail server they rest. */
export function startWorkers(ports: WorkerPorts): Workers {
  const { database, clock, installed, log, mail } = ports;
  if (!mail) return { run: () => Promise.resolve(), stop: () => Promise.resolve() };
  const intents: EmailIntentPorts = {
    database,
    clock,
    intents: installed.intents ?? [],
    mail: mail.transport,
    from: mail.from,
    recordsOf: (tx, orgId, asked) => recordsOf(tx, { orgId, installed, catalogue: installed }, asked),
    async perform(orgId, act) {
      const applied = await applyActs(ports, { orgId, author: 'server', device: systemUserId, heads: [], acts: [{ ...act, number: 1 }], numbering: 'next' });
      const [answer] = applied.kind === 'decided' ? applied.answers : [];
      // A record that was deleted meanwhile takes no outcome: that is written in the journal, and no fault.
      if (!answer) throw new Error(`The outcome of an intent was not decided: ${JSON.stringify(applied)}`);
    },
    async durable(tx, orgId) {
      const now = await readClock(tx, orgId, 'unlocked');
      return (ports.durability === 'commit' ? now?.head : now?.durable) ?? 0;
    },
  };
  const run = (orgId: string): Promise<void> => runEmailIntents(intents, orgId).then(() => undefined);
  if (ports.workers === 'when-asked') return { run, stop: () => Promise.resolve() };
  const waiting = new Set<string>();
  const state: { running: Promise<void> | undefined; isStopping: boolean } = { running: undefined, isStopping: false };
  const work = async (): Promise<void> => {
    for (const orgId of waiting) {
      if (state.isStopping) return;
      waiting.delete(orgId);
      await run(orgId).catch((error: unknown) => log.error({ orgId, err: error }, 'sending e-mails failed; it is tried again'));
    }
  };
  const wake = (orgId: string): void => {
    if (state.isStopping) return;
    waiting.add(orgId);
    state.running ??= work().finally(() => {
      state.running = undefined;
    });
  };
  ports.pokes.onNews(wake);
  const round = (): void => {
    database.transaction('snapshot', (tx) => tx.query<{ org_id: string }>('select org_id from auth.tenant_ids()')).then(
      (rows) => {
        for (const { org_id: orgId } of rows) wake(orgId);
      },
      (error: unknown) => log.error({ err: error }, 'the tenants could not be read; it is tried again'),
    );
  };
  const timer = setInterval(round, roundEveryMs);
  timer.unref();
  round();
  return {
    run,
    async stop() {
      state.isStopping = true;
      clearInterval(timer);
      await state.running;
    },
  };
}
