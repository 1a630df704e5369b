import { randomUUID } from 'node:crypto';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { CreateEdit } from '@outpost/domain/kernel/acts/act';
import { sendEmail } from '@outpost/domain/packs/crm/intents/send-email.intent';
import { createLog } from '@outpost/sync-server/http/log';
import { intentWorkers } from '@outpost/sync-server/jobs/intents/intent-workers';
import { PgBoss } from 'pg-boss';
import { type BenchRow, perSecond } from './bench-row.ts';
import { addOwnTenant, madeRecord, type OwnStore, pushAct, withOwnStore } from './own-store.ts';

/** Chosen: more jobs than an organisation may have at once. */
const mails = 2_000;
const jobsAtOnce = 10;

/**
 * E-mails that people have written, until all are marked as sent: found in the journal, given to the queue, claimed, carried out by an adapter
 * that does nothing, and told to their records. Beside it pg-boss alone on the same Postgres: as many jobs added, handed out and completed.
 * Nobody else works meanwhile.
 */
const intents: BenchRow = {
  name: 'intents',
  run: (stage) =>
    withOwnStore(stage, async (store) => {
      const ours = await sendMails(store);
      const raw = await bareQueue(store);
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
    }),
};

export const effectRows: readonly BenchRow[] = [intents];

async function sendMails(store: OwnStore): Promise<number> {
  const tenant = await addOwnTenant(store);
  const { contacts, maker } = tenant;
  const edits = Array.from({ length: mails }, (_, place): CreateEdit => {
    const fields = { about: `crm/contact:${contacts[place % contacts.length] ?? ''}`, kind: 'email', delivery: 'send', toAddress: `b${place}@example.com`, subject: 'Your offer' };
    const mail = madeRecord(randomUUID(), 'crm/activity', fields);
    return { ...mail, create: { ...mail.create, ownerId: maker } };
  }); // prettier-ignore
  for (let first = 0; first < mails; first += 500) await pushAct(store, tenant, edits.slice(first, first + 500));
  const state = { sent: 0, faults: [] as string[] };
  const [worker] = intentWorkers({
    ...store.ports,
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
  if (state.sent !== mails)
    throw new Error(`${state.sent} of ${mails} e-mails were carried out: ${state.faults[0] ?? ''}`);
  return ms;
}

async function bareQueue({ ownerUrl }: OwnStore): Promise<number> {
  const boss = new PgBoss({ connectionString: ownerUrl, migrate: false, schedule: false, supervise: false });
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
