import { installedCatalogue } from '@outpost/domain/installed-packs';
import { sendEmail } from '@outpost/domain/packs/crm/intents/send-email.intent';
import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Database, Transaction } from '../../db/database.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { made } from '../../testing/test-server.ts';
import type { IntentAdapter } from './intent-adapter.ts';
import { intentWorkers } from './intent-workers.ts';

const given = givenServer(); // without mail: only the worker of this file carries out intents
let w: SalesWorld;
beforeEach(async () => {
  w = await makeSalesWorld(given.test);
});

/** Returns the database, whose transactions `seen` gets to see. */
const watched = (database: Database, seen: (tx: Transaction) => Transaction): Database => ({
  ...database,
  transaction: (mode, work) =>
    database.transaction(mode, (tx) => work(seen({ ...tx, query: (text, values) => tx.query(text, values) }))),
});

/** Writes e-mails and carries them out. `atOnce`: the orders that are at the provider at the same time. */
async function sendMails(database: Database, count: number, adapter: Partial<IntentAdapter> = {}): Promise<void> {
  const deal = w.id();
  const mails = Array.from(
    { length: count },
    (_, place) =>
    made(w.id(), 'crm/activity', { about: `crm/deal:${deal}`, kind: 'email', delivery: 'send', toAddress: `c${place}@example.com`, subject: 'Your offer' }), // prettier-ignore
  );
  expect((await w.mia.do([w.deal(deal), ...mails])).status).toBe('accepted');
  const carryOut = () => Promise.resolve({ status: 'done', answer: null } as const);
  const words = { doing: '', done: '', failed: '', abandoned: '', expired: '', givenUp: () => '' };
  const [worker] = intentWorkers({
    database,
    clock: given.test.clock,
    random: randomBytes,
    installed: { ...installedCatalogue, intents: [sendEmail] },
    log: pino({ level: 'silent' }),
    durability: 'commit',
    adapters: [{ kind: 'email', words, carryOut, ...adapter }],
  });
  await worker?.run(w.tenant.orgId);
  expect(await statuses()).toEqual({ done: count });
}

async function statuses(): Promise<Readonly<Record<string, number>>> {
  const rows = await w.tenant.rows('select status, count(*) as count from store.intent group by status');
  return Object.fromEntries(rows.map(({ status, count }) => [String(status), Number(count)]));
}

describe('[T-23] statements of intents', () => {
  // A first campaign runs on tables without statistics.
  it('change intents by their keys, also on tables that were never analysed', async () => {
    const plans: string[] = [];
    const explained = ({ query, ...rest }: Transaction): Transaction => ({
      ...rest,
      async query(statement, parameters = []) {
        if (/^\s*(with|merge|update)\b/.test(statement) && /store\.(intent|message_log)\b/.test(statement)) {
          await query('savepoint before');
          const rows = await query<{ 'QUERY PLAN': string }>(`explain (analyze, costs off, timing off) ${statement}`, parameters); // prettier-ignore
          plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
          await query('rollback to savepoint before');
        }
        return query(statement, parameters);
      },
    });
    await sendMails(watched(given.test.database, explained), 60);
    expect(plans.filter((plan) => plan.startsWith('Merge on intent')).length).toBeGreaterThan(4);
    expect(plans.filter((plan) => plan.startsWith('Merge on message_log')).length).toBeGreaterThan(0);
    expect(plans.filter((plan) => plan.includes('Rows Removed by Join Filter'))).toEqual([]);
  });

  it('note the end of an order together with the next one that leaves, and before it leaves', async () => {
    const transactions: string[][] = [];
    const noted = ({ query, ...rest }: Transaction): Transaction => {
      const steps: string[] = [];
      transactions.push(steps);
      return {
        ...rest,
        query(statement, parameters) {
          if (statement.includes('held_fence = null')) steps.push('leaves');
          if (statement.includes('is_untold = true')) steps.push('ended');
          return query(statement, parameters);
        },
      };
    };
    const doneBefore: (number | undefined)[] = [];
    await sendMails(watched(given.test.database, noted), 4, {
      atOnce: 1,
      async carryOut() {
        doneBefore.push((await statuses())['done']);
        return { status: 'done', answer: null };
      },
    });
    expect(doneBefore).toEqual([undefined, 1, 2, 3]);
    expect(transactions.filter((steps) => steps.length > 0)).toEqual([
      ['leaves'],
      ['ended', 'leaves'],
      ['ended', 'leaves'],
      ['ended', 'leaves'],
      ['ended'],
    ]);
  });
});
