import { randomBytes, randomUUID } from 'node:crypto';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { CreateEdit } from '@outpost/domain/kernel/acts/act';
import { sendEmail } from '@outpost/domain/packs/crm/intents/send-email.intent';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { createLog } from '@outpost/sync-server/http/log';
import { pgDatabase } from '@outpost/sync-server/db/pg-database';
import { intentWorkers } from '@outpost/sync-server/jobs/intents/intent-workers';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import type { BenchTenant } from '../stage/bench-server.ts';
import type { BenchStage } from '../stage/stage.ts';
import { type BenchRow, perSecond } from './bench-row.ts';

/** Chosen: more jobs than an organisation may have at once. */
const mails = 2_000;
const jobsAtOnce = 10;

/**
 * E-mails that people have written, until all are marked as sent: found in the journal, given to the queue, claimed, carried out by an adapter
 * that does nothing, and told to their records. Beside it pg-boss alone on the same Postgres: as many jobs added, handed out and completed.
 */
const intents: BenchRow = {
  name: 'intents',
  async run(stage) {
    const ours = await sendMails(stage);
    const raw = await bareQueue(stage);
    return [
      {
        name: `${mails} e-mails from the journal to their outcome (raw: jobs of pg-boss alone)`,
        ours: perSecond(mails, ours),
        raw: perSecond(mails, raw),
        unit: 'intents/s',
        better: 'higher',
        goal: 0.5,
      },
    ];
  },
};

export const effectRows: readonly BenchRow[] = [intents];

async function sendMails(stage: BenchStage): Promise<number> {
  const [server, tenant] = [await stage.server(), await stage.secondTenant()];
  const contacts = await contactsOf(server.appUrl, tenant);
  const edits = Array.from({ length: mails }, (_, place): CreateEdit => ({
    id: randomUUID(),
    entity: 'crm/activity',
    create: { schema: entityOf(installedCatalogue, 'crm/activity').schema, ownerId: tenant.people[0]?.id ?? null, teamId: null, sharedWith: [], fields: { about: `crm/contact:${contacts[place % contacts.length] ?? ''}`, kind: 'email', delivery: 'send', toAddress: `b${place}@example.com`, subject: 'Your offer' } },
  })); // prettier-ignore
  for (let first = 0; first < mails; first += 500) await server.act(tenant, edits.slice(first, first + 500));
  const database = pgDatabase(server.appUrl, { warn: () => undefined });
  const state = { sent: 0, faults: [] as string[] };
  const [worker] = intentWorkers({
    database,
    clock: { nowMs: () => Date.now() },
    random: randomBytes,
    installed: { ...installedCatalogue, intents: [sendEmail] },
    log: createLog({ level: 'error', to: { write: (line) => void state.faults.push(line) } }),
    durability: 'commit',
    adapters: [
      {
        kind: 'email',
        words: { doing: 'sending', done: 'Sent it', failed: 'Failed', abandoned: 'Stopped', expired: 'Late', givenUp: () => 'Given up' },
        carryOut: () => Promise.resolve(((state.sent += 1), { status: 'done', answer: null } as const)),
      },
    ],
  }); // prettier-ignore
  const began = performance.now();
  await worker?.run(tenant.orgId);
  const ms = performance.now() - began;
  await database.close();
  if (state.sent !== mails)
    throw new Error(`${state.sent} of ${mails} e-mails were carried out: ${state.faults[0] ?? ''}`);
  return ms;
}

async function contactsOf(url: string, { orgId }: BenchTenant): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`select set_config('app.org_id', $1, false)`, [orgId]);
  const { rows } = await client.query<{ id: string }>('select id from store.crm_contact where org_id = $1 limit 100', [
    orgId,
  ]);
  await client.end();
  return rows.map(({ id }) => id);
}

async function bareQueue(stage: BenchStage): Promise<number> {
  const server = await stage.server();
  const boss = new PgBoss({ connectionString: server.ownerUrl, migrate: false, schedule: false, supervise: false });
  await boss.start();
  const queue = `bench-${randomUUID()}`;
  await boss.createQueue(queue);
  const began = performance.now();
  for (let first = 0; first < mails; first += 500)
    await boss.insert(
      queue,
      Array.from({ length: 500 }, (_, place) => ({ data: { place: first + place } })),
    );
  for (;;) {
    const jobs = await boss.fetch(queue, { batchSize: jobsAtOnce });
    if (jobs.length === 0) break;
    for (const { id } of jobs) await boss.complete(queue, id); // each job ends by itself, like an intent
  }
  const ms = performance.now() - began;
  await boss.deleteQueue(queue);
  await boss.stop();
  return ms;
}
