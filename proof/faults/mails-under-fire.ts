import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '@outpost/domain/testing/seeded-random';
import type { Replica } from '@outpost/desktop/replica/replica';
import { SMTPServer } from 'smtp-server';
import { keepSending, openDevice, performOn, settleDown } from './device-under-fire.ts';
import { ServerUnderFire } from './server-under-fire.ts';

/**
 * The result. `accepted`: e-mails that the provider has accepted. `unclear`: of those that were written, those whose outcome a person has to
 * decide. `wrong`: e-mails that went out twice, that nobody knows of, or whose record does not tell the truth.
 */
export type MailsOutcome = {
  readonly kills: number;
  readonly written: number;
  readonly accepted: number;
  readonly unclear: number;
  readonly wrong: readonly string[];
};

const dealId = '0190b1f2-7c00-7000-8000-00000000f1fe';
const mailId = (number: number): string => `0190b1f2-7c00-7000-8001-${String(number).padStart(12, '0')}`;
/** Chosen: the longest time that the provider needs to accept an e-mail. So kills come before, during and after it. */
const slowestMs = 40;
/** Longer than the lease of a claim, and than the time after which a job is taken from a server that stopped. */
const awayMs = 20 * 60_000;

/** Writes e-mails on a device while the server that sends them is killed again and again. Then each must have gone out at most once. */
export async function mailsUnderFire({
  kills,
  seed,
}: {
  readonly kills: number;
  readonly seed: number;
}): Promise<MailsOutcome> {
  const random = seededRandom(seed);
  const accepted: string[] = [];
  const smtp = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, _session, done) {
      void textOf(stream).then(async (raw) => {
        await sleep(random.below(slowestMs));
        accepted.push(/^Subject: (?<subject>.*)$/m.exec(raw)?.groups?.['subject']?.trim() ?? '');
        await sleep(random.below(slowestMs)); // a server that is killed now does not hear of it
        done();
      });
    },
  });
  smtp.on('error', () => undefined); // a killed server closes its connections
  await new Promise<void>((listening) => smtp.listen(0, '127.0.0.1', listening));
  const profile = mkdtempSync(join(tmpdir(), 'outpost-mails-device-'));
  const range = await ServerUnderFire.start({
    env: {
      SMTP_URL: `smtp://127.0.0.1:${(smtp.server.address() as AddressInfo).port}`,
      MAIL_FROM: 'Fire <fire@outpost.example>',
      OUTPOST_MAILS_PER_PERSON: '1000000',
      OUTPOST_MAILS_PER_TENANT: '1000000',
    },
  });
  try {
    const device = await openDevice(profile, range);
    const state = { isOver: false };
    try {
      const writing = write(device, () => state.isOver);
      const sending = keepSending(device, () => state.isOver);
      try {
        for (let kill = 0; kill < kills; kill += 1) {
          await sleep(500 + random.below(1_000));
          await range.strike('server');
          await letTimePass(range);
        }
      } finally {
        state.isOver = true;
        await Promise.all([writing, sending]);
      }
      const written = await writing;
      const restless = await settleDown(device);
      const ends = await endsOf(range, written);
      return {
        kills,
        written,
        accepted: accepted.filter((subject) => subject.startsWith('Fire ')).length,
        unclear: ends.filter(({ status }) => status === 'unclear').length,
        wrong: [...restless, ...wrongOf(ends, { written, accepted })],
      };
    } finally {
      await device.close();
    }
  } finally {
    await range.stop();
    await new Promise<void>((closed) => smtp.close(() => closed()));
    rmSync(profile, { recursive: true });
  }
}

/** Writes e-mails until the end. Returns how many. */
async function write(device: Replica, isOver: () => boolean): Promise<number> {
  await performOn(device, 'Deal', {
    entity: 'crm/deal',
    id: dealId,
    create: { fields: { name: 'Under fire', stage: 'prospecting' } },
  });
  let number = 0;
  for (; !isOver(); number += 1) {
    const fields = {
      about: `crm/deal:${dealId}`,
      kind: 'email',
      delivery: 'send',
      toAddress: `reader${number}@outpost.example`,
      subject: subjectOf(number),
    };
    await performOn(device, `Mail ${number}`, { entity: 'crm/activity', id: mailId(number), create: { fields } });
    await sleep(50);
  }
  return number;
}

const subjectOf = (number: number): string => `Fire ${number}`;

/** Moves the claims and jobs of killed servers into the past, as if the server had been away for longer than they last. */
const letTimePass = (range: ServerUnderFire): Promise<unknown> =>
  range.query(
    `with claims as (update store.intent set claimed_at = $1::text where status = 'claimed'),
       queues as (update pgboss.queue set monitor_claim_on = null, monitor_on = null)
     update pgboss.job set started_on = $1::timestamptz where state = 'active'`,
    [new Date(Date.now() - awayMs).toISOString()],
  );

type End = { readonly subject: string; readonly status: string | null };

/** Waits until no e-mail of the run waits or is under way. Returns what the records tell. */
async function endsOf(range: ServerUnderFire, written: number): Promise<readonly End[]> {
  const ends = async (): Promise<readonly End[]> =>
    (await range.query(
      "select fields->>'subject' as subject, fields->>'deliveryStatus' as status from store.crm_activity where id = any($1)",
      [Array.from({ length: written }, (_, number) => mailId(number))],
    )) as unknown as readonly End[];
  for (let round = 0; round < 240; round += 1) {
    const found = await ends();
    if (found.length === written && found.every(({ status }) => status !== null)) return found;
    if (round % 20 === 19) await letTimePass(range);
    await sleep(500);
  }
  return ends();
}

function wrongOf(
  ends: readonly End[],
  { written, accepted }: { readonly written: number; readonly accepted: readonly string[] },
): readonly string[] {
  const times = new Map<string, number>();
  for (const subject of accepted) times.set(subject, (times.get(subject) ?? 0) + 1);
  const known = new Map(ends.map(({ subject, status }) => [subject, status]));
  return Array.from({ length: written }, (_, number) => subjectOf(number)).flatMap((subject) => {
    const [went, status] = [times.get(subject) ?? 0, known.get(subject)];
    if (went > 1) return [`${subject} went out ${went} times`];
    if (status === 'sent') return went === 1 ? [] : [`${subject} is called sent and did not go out`];
    return status === 'unclear' ? [] : [`${subject} ended as ${String(status)}`];
  });
}
