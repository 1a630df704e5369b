import { randomBytes } from 'node:crypto';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { uuidV7Source } from '@outpost/domain/kernel/ids';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../http/log.ts';
import { openKeyRing } from '../../identity/keys/key-ring.ts';
import { memoryKeyStore } from '../../identity/keys/key-store.ts';
import { createPasswordHasher } from '../../identity/passwords/password-hasher.ts';
import { installedServers } from '../../packs/installed-servers.ts';
import { createServer, type SyncServer } from '../../server.ts';
import { givenServer } from '../../testing/given-server.ts';
import type { Database } from '../../db/database.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { made } from '../../testing/test-server.ts';
import type { Mail, MailOutcome } from '../../integrations/email/mail-transport.ts';

const given = givenServer();

type Started = { readonly server: SyncServer; readonly logged: readonly string[]; readonly sent: readonly Mail[] };
type Given = {
  /** The offset of the server's clock. */
  readonly aheadMs?: number;
  readonly database?: Database;
  /** The time for which the server has run. */
  readonly elapsedMs?: () => number;
  /** Returns the mail server's answer to each mail. */
  readonly send?: (mail: Mail) => Promise<MailOutcome>;
};

/** Starts a server with running workers. */
async function startServer({
  aheadMs = 0,
  database = given.test.database,
  elapsedMs = () => performance.now(),
  send = () => Promise.resolve({ status: 'sent' }),
}: Given = {}): Promise<Started> {
  const { clock: now } = given.test;
  const clock = { nowMs: () => now.nowMs() + aheadMs };
  const [logged, sent]: [string[], Mail[]] = [[], []];
  const mail = {
    transport: {
      send: (one: Mail) => {
        sent.push(one);
        return send(one);
      },
      close: () => undefined,
    },
    from: 'crm@fenwright.example',
  };
  const server = await createServer({
    packs: installedServers,
    database, clock, durability: 'commit', installed: installedCatalogue, ids: uuidV7Source(clock, randomBytes), random: randomBytes, mail, workers: 'by-news',
    monotonic: { elapsedMs }, keys: await openKeyRing({ store: memoryKeyStore(), clock, random: randomBytes }),
    passwords: createPasswordHasher({ memoryKiB: 1_024, passes: 1 }), clientAddress: () => undefined, log: createLog({ level: 'info', to: { write: (line) => void logged.push(line) } }),
  }); // prettier-ignore
  return { server, logged, sent };
}

/** Waits until a check of the workers' effects succeeds, for less time than passes before their next round. */
const soon = <T>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 20_000, interval: 100 });

/** Returns the database, whose statements with these words fail while `isBroken` is true. */
function failingAt(words: string, state: { isBroken: boolean }): Database {
  const inner = given.test.database;
  return {
    ...inner,
    transaction: (mode, work) =>
      inner.transaction(mode, (tx) =>
        work({
          query: (statement, parameters) =>
            state.isBroken && statement.includes(words)
              ? Promise.reject(new Error('no disk'))
              : tx.query(statement, parameters),
        }),
      ),
  };
}

/** Returns the database, which calls `onStatement` at each statement with these words. */
function countingAt(words: string, onStatement: () => void): Database {
  const inner = given.test.database;
  return {
    ...inner,
    transaction: (mode, work) =>
      inner.transaction(mode, (tx) =>
        work({
          query: (statement, parameters) => {
            if (statement.includes(words)) onStatement();
            return tx.query(statement, parameters);
          },
        }),
      ),
  };
}

async function writeMail(w: SalesWorld, toAddress: string): Promise<void> {
  const [deal, mail] = [w.id(), w.id()];
  const fields = { about: `crm/deal:${deal}`, kind: 'email', delivery: 'send', toAddress, subject: 'Your offer' };
  expect((await w.mia.do([w.deal(deal), made(mail, 'crm/activity', fields)])).status).toBe('accepted');
}

describe("a server's workers", () => {
  it('[K-6] keep every tombstone and raise an alarm where the clock is a year ahead', async () => {
    const w = await makeSalesWorld(given.test);
    const deal = w.id();
    await w.mia.do([w.deal(deal)]);
    await w.mia.do([w.set(deal, { life: ['alive', 'deleted'] })]);
    const seen = () => given.test.database.transaction('snapshot', (tx) => tx.query<{ seen_at_ms: number | null }>('select seen_at_ms from host.running_time')); // prettier-ignore
    const right = await startServer();
    await vi.waitFor(async () => expect((await seen())[0]?.seen_at_ms).not.toBeNull(), { timeout: 20_000 });
    await right.server.close();
    const wrong = await startServer({ aheadMs: 365 * 86_400_000 });
    await vi.waitFor(() => expect(wrong.logged.join('')).toContain('"alarm":"clock-jump"'), { timeout: 20_000 });
    await wrong.server.close();
    expect(await w.tenant.rows('select life from store.crm_deal where id = $1', [deal])).toEqual([{ life: 'deleted' }]);
  });

  it('[S-1c] send waiting mail at their start, and later mail as soon as it is news, until they stop', async () => {
    const w = await makeSalesWorld(given.test);
    await writeMail(w, 'first@example.com');
    const one = await startServer();
    const to = ({ sent }: Started) => sent.map((mail) => mail.to);
    await soon(() => expect(to(one)).toEqual(['first@example.com']));
    await writeMail(w, 'second@example.com');
    await soon(() => expect(to(one)).toEqual(['first@example.com', 'second@example.com']));
    await one.server.close();
    await writeMail(w, 'third@example.com');
    const other = await startServer();
    await soon(() => expect(to(other)).toEqual(['third@example.com']));
    await other.server.close();
    expect(to(one)).toHaveLength(2);
    expect([one.logged.join(''), other.logged.join('')].join('')).not.toContain('failed');
  });

  it('[E-1] log a failure with its tenant, and continue with the next mail', async () => {
    const w = await makeSalesWorld(given.test);
    const answers = [() => Promise.reject(new Error('the line is cut'))];
    const started = await startServer({ send: () => answers.shift()?.() ?? Promise.resolve({ status: 'sent' }) });
    await writeMail(w, 'first@example.com');
    await soon(() => expect(started.logged.join('')).toContain('sending e-mails failed; it is tried again'));
    expect(started.logged.join('')).toContain(w.tenant.orgId);
    expect(started.logged.join('')).toContain('the line is cut');
    await writeMail(w, 'second@example.com');
    await soon(() => expect(started.sent.map((mail) => mail.to)).toContain('second@example.com'));
    await started.server.close();
  });

  it.each([
    ['auth.tenant_ids', 'a round of the workers failed; it is tried again'],
    ['store.kind_upkeep', 'giving records the keys of own fields failed; it is tried again'],
    ['host.running_time', 'a round of the workers failed; it is tried again'],
  ])('[E-1] log that %s could not be read', async (words, said) => {
    await makeSalesWorld(given.test);
    const state = { isBroken: false };
    const database = failingAt(words, state);
    state.isBroken = true;
    const started = await startServer({ database });
    await soon(() => expect(started.logged.join('')).toContain(said));
    expect(started.logged.join('')).toContain('no disk');
    state.isBroken = false;
    await started.server.close();
  });

  it('[K-3] add the words of a newly defined field to all records, piece by piece', async () => {
    const w = await makeSalesWorld(given.test);
    await w.ann.do(Array.from({ length: 300 }, () => w.deal(w.id())));
    const nickname = { forEntity: 'crm/deal', name: 'nickname', label: 'Nickname', type: 'text', searched: true };
    expect((await w.ann.do([made(w.id(), 'platform/field-definition', nickname)])).status).toBe('accepted');
    const due = () => w.tenant.rows('select entity from store.kind_upkeep where after is not null');
    expect(await due()).toEqual([{ entity: 'crm/deal' }]);
    const started = await startServer();
    await soon(async () => expect(await due()).toEqual([]));
    await started.server.close();
  });
});

describe('the rounds of the workers', () => {
  const minute = 60_000;
  beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
  afterEach(() => vi.useRealTimers());

  it('[S-1c] happen once a minute until the server stops: they send postponed mail', async () => {
    const w = await makeSalesWorld(given.test);
    await writeMail(w, 'client@example.com');
    const answers: MailOutcome[] = [{ status: 'later', why: 'Busy.' }];
    const rounds = { count: 0 };
    const database = countingAt('auth.tenant_ids', () => (rounds.count += 1));
    const started = await startServer({ database, send: () => Promise.resolve(answers.shift() ?? { status: 'sent' }) });
    const statusIs = (status: string) =>
      soon(async () =>
        expect(await w.tenant.rows('select status, attempts from store.intent')).toMatchObject([{ status }]),
      );
    await soon(() => expect(started.sent).toHaveLength(1));
    await statusIs('waiting');
    given.test.advance(minute);
    vi.advanceTimersByTime(minute - 1);
    expect(rounds.count).toBe(1);
    vi.advanceTimersByTime(1);
    await statusIs('done');
    expect([started.sent.length, rounds.count]).toEqual([2, 2]);
    await started.server.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('[K-6] [E-1] move the horizon once an hour, and log that they could not', async () => {
    await makeSalesWorld(given.test);
    await given.test.database.transaction('write', (tx) => tx.query('update host.running_time set keeper = null, seen_at_ms = null, stopped = null')); // prettier-ignore
    const state = { isBroken: true };
    const time = { elapsedMs: 1_000 };
    const started = await startServer({ database: failingAt('store.horizon', state), elapsedMs: () => time.elapsedMs });
    const failures = () => started.logged.filter((line) => line.includes('erasing tombstones failed; it is tried again')).length; // prettier-ignore
    const tenants = (await given.test.database.transaction('snapshot', (tx) => tx.query('select org_id from auth.tenant_ids()'))).length; // prettier-ignore
    await soon(() => expect(failures()).toBe(tenants));
    const beat = () =>
      given.test.database.transaction('snapshot', (tx) => tx.query<{ beat: number }>('select beat from host.running_time')); // prettier-ignore
    const round = async (): Promise<void> => {
      const before = await beat();
      vi.advanceTimersByTime(minute);
      await soon(async () => expect(await beat()).not.toEqual(before));
    };
    for (let count = 0; count < 3; count += 1) await round();
    expect(failures()).toBe(tenants);
    time.elapsedMs += 60 * minute;
    await round();
    await soon(() => expect(failures()).toBe(2 * tenants));
    expect(started.logged.join('')).toContain('no disk');
    await started.server.close();
  });
});
