import { installedCatalogue } from '@outpost/domain/installed-packs';
import { describe, expect, it } from 'vitest';
import type { EventListener, Transport } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import type { GivenTenant } from '../testing/given-tenant.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';
import { until } from '../testing/until.ts';
import { settleTurns } from '../testing/virtual-time.ts';
import { buildNumbers } from './build-numbers.ts';

const deal = '0190b1f2-7c00-7000-8000-000000000d01';

/** Makes a replica that syncs automatically, with a connection that can be cut and a stream that can be poked. */
async function given() {
  const server = new ScriptedServer();
  const line = { isCut: false, pokes: [] as EventListener[], closed: 0 };
  const transport: Transport = {
    request: (request, signal) =>
      line.isCut ? Promise.reject(new Error('No network.')) : server.transport.request(request, signal),
    openEvents: (_path, _headers, listener) => {
      line.pokes.push(listener);
      listener.opened();
      return () => void (line.closed += 1);
    },
  };
  const device = await tenantForTest({ transport, byItself: true });
  return { device, server, line };
}
const rename = ({ tenant }: GivenTenant, name: string) =>
  tenant.acts.perform({
    label: `Renamed to ${name}`,
    shape: 'together',
    edits: [{ entity: 'crm/deal', id: deal, fields: { name } }],
  });
const stateOf = (device: GivenTenant) => device.tenant.engine.status().state;

async function givenUpToDate() {
  const made = await given();
  made.server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1 });
  made.device.tenant.engine.start();
  await until(() => stateOf(made.device) === 'up-to-date');
  return made;
}

describe('the sync engine', () => {
  it('[S-3] shows neither "up to date" nor "offline" before the first contact has succeeded or failed', async () => {
    const { device, server, line } = await given();
    expect(stateOf(device)).toBe('connecting');
    line.isCut = true;
    device.tenant.engine.start();
    expect(stateOf(device)).toBe('connecting');
    await until(() => stateOf(device) === 'offline');
    line.isCut = false;
    server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1 });
    expect((await device.tenant.engine.now()).state).toBe('up-to-date');
  });

  it('[S-2] sends an act as soon as it is made, and pulls its result', async () => {
    const { device, server } = await givenUpToDate();
    server.accept({ [deal]: 2 }, 2);
    server.page({ rows: [{ record: givenDeal(deal, 2, { name: 'Mine' }) }], head: 2 });
    expect((await rename(device, 'Mine')).ok).toBe(true);
    await until(() => stateOf(device) === 'up-to-date' && server.answers.length === 0);
    expect(device.tenant.engine.status()).toMatchObject({ toSend: 0, problem: null, firstSync: false });
  });

  it('[S-3] pulls when a poke announces news, and not for news that it has', async () => {
    const { device, server, line } = await givenUpToDate();
    await until(() => line.pokes.length === 1);
    line.pokes[0]?.event('{"n":1}');
    await settleTurns();
    server.page({ rows: [{ record: givenDeal(deal, 2, { name: 'News' }) }], head: 2 });
    expect(server.pulls.length).toBe(1);
    line.pokes[0]?.event('{"n":2}');
    await until(() => server.pulls.length === 2 && stateOf(device) === 'up-to-date');
  });

  it('[E-3] opens no stream before the time that the server named, also with other exchanges in between', async () => {
    const { device, server, line } = await givenUpToDate();
    await until(() => line.pokes.length === 1);
    line.pokes[0]?.ended('The server did not open its stream (429).', 120_000);
    for (let head = 2; head < 20; head += 1) server.page({ rows: [], head });
    await device.time.pass(60_000); // it polls in the meantime
    expect((await device.tenant.engine.now()).state).toBe('up-to-date');
    await device.time.pass(59_000);
    expect(line.pokes.length).toBe(1);
    await device.time.pass(2_000);
    await until(() => line.pokes.length === 2);
  });

  it('[S-3] pulls again when a poke arrives while an earlier page is on its way', async () => {
    const { device, server, line } = await givenUpToDate();
    await until(() => line.pokes.length === 1);
    server.page({ rows: [{ record: givenDeal(deal, 2, { name: 'News' }) }], head: 2 });
    const [readBefore] = server.answers.splice(0);
    server.answers.push(async (request) => {
      line.pokes[0]?.event('{"n":3}');
      return typeof readBefore === 'function' ? readBefore(request) : readBefore;
    });
    server.page({ rows: [{ record: givenDeal(deal, 3, { name: 'Newer' }) }], head: 3 });
    line.pokes[0]?.event('{"n":2}');
    await until(() => server.pulls.length === 3 && stateOf(device) === 'up-to-date');
  });

  it('[S-3] pulls again when a poke arrives after the next page was requested ahead of time', async () => {
    const { device, server, line } = await givenUpToDate();
    await until(() => line.pokes.length === 1);
    server.page({ rows: [{ record: givenDeal(deal, 2, { name: 'News' }) }], head: 3, done: false });
    server.page({ rows: [], head: 3 });
    const [first, ahead] = server.answers.splice(0);
    server.answers.push(
      async (request) => (typeof first === 'function' ? first(request) : first),
      async (request) => {
        line.pokes[0]?.event('{"n":4}'); // while the first page is being written
        return typeof ahead === 'function' ? ahead(request) : ahead;
      },
    );
    server.page({ rows: [{ record: givenDeal(deal, 4, { name: 'Newer' }) }], head: 4 });
    line.pokes[0]?.event('{"n":2}');
    await until(() => server.pulls.length === 4 && stateOf(device) === 'up-to-date');
  });

  it('[S-3] waits longer after each failure, shows that it is offline, and keeps unsent acts', async () => {
    const { device, server, line } = await givenUpToDate();
    line.isCut = true;
    expect((await rename(device, 'Mine')).ok).toBe(true);
    await until(() => stateOf(device) === 'offline');
    expect(device.tenant.engine.status()).toMatchObject({ toSend: 1, problem: 'No network.' });
    const waits: number[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const next = Date.parse(device.tenant.engine.status().nextTryAt ?? '') - device.time.clock.nowMs();
      waits.push(next);
      await device.time.pass(next);
      await until(() => device.tenant.engine.status().nextTryAt !== null);
    }
    expect(waits.map((wait, place) => wait >= 500 * 2 ** place && wait <= 1_000 * 2 ** place)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    line.isCut = false;
    server.accept({ [deal]: 2 }, 2);
    server.page({ rows: [{ record: givenDeal(deal, 2, { name: 'Mine' }) }], head: 2 });
    await device.time.pass(60_000);
    await until(() => stateOf(device) === 'up-to-date');
  });

  it('[S-3] has one stream at a time: a stream that was still opening when contact ended is closed', async () => {
    const { device, server, line } = await given();
    const { link, engine } = device.tenant;
    const openNow = link.openPokes.bind(link);
    const held: (() => void)[] = [];
    link.openPokes = async (...asked) => {
      await new Promise<void>((resolve) => void held.push(resolve)); // a wait like that for a new token
      return openNow(...asked);
    };
    server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1 });
    engine.start();
    await until(() => held.length === 1);
    line.isCut = true;
    expect((await rename(device, 'Mine')).ok).toBe(true);
    await until(() => stateOf(device) === 'offline' && engine.status().nextTryAt !== null);
    line.isCut = false;
    server.accept({ [deal]: 2 }, 2);
    server.page({ rows: [{ record: givenDeal(deal, 2, { name: 'Mine' }) }], head: 2 });
    await device.time.pass(1_000);
    await until(() => held.length === 2);
    for (const goOn of held) goOn();
    await until(() => line.pokes.length === 2);
    await settleTurns();
    expect(line.closed).toBe(1);
    server.page({ rows: [{ record: givenDeal(deal, 3, { name: 'News' }) }], head: 3 });
    line.pokes[0]?.event('{"n":3}');
    line.pokes[0]?.ended('The device closed it.');
    await settleTurns();
    expect(server.pulls.length).toBe(2);
    line.pokes[1]?.event('{"n":3}');
    await until(() => server.pulls.length === 3 && stateOf(device) === 'up-to-date');
  });

  it('[S-3] tries at once when the machine wakes up', async () => {
    const { device, server, line } = await givenUpToDate();
    line.isCut = true;
    expect((await rename(device, 'Mine')).ok).toBe(true);
    await until(() => stateOf(device) === 'offline' && device.tenant.engine.status().nextTryAt !== null); // the wait has begun
    line.isCut = false;
    server.accept({ [deal]: 2 }, 2);
    server.page({ rows: [{ record: givenDeal(deal, 2, { name: 'Mine' }) }], head: 2 });
    server.page({ head: 2 }); // both the due try and the wake-up may send a request
    device.time.sleep(3_600_000);
    await device.time.pass(1);
    await until(() => stateOf(device) === 'up-to-date');
  });

  it('[S-8] shows the progress of a first sync, with a total that no later estimate decreases', async () => {
    const { device, server } = await given();
    const told: string[] = [];
    device.tenant.engine.subscribe(({ state, done, total }) => {
      const line = `${state} ${done} of ${total}`;
      if (told.at(-1) !== line) told.push(line);
    });
    const other = '0190b1f2-7c00-7000-8000-000000000d02';
    server.page({ rows: [{ record: givenDeal(deal, 1) }], head: 1, done: false, remaining: 20_000 });
    server.page({ rows: [{ record: givenDeal(other, 2) }], head: 2, done: false, remaining: 5_000 });
    server.page({ rows: [], head: 3, done: false, remaining: 4_000 });
    server.page({ rows: [], head: 4 });
    device.tenant.engine.start();
    await until(() => stateOf(device) === 'up-to-date');
    expect(told.filter((line) => line.startsWith('receiving'))).toEqual([
      'receiving 1 of 20001',
      'receiving 2 of 20001',
      'receiving 2 of 4002',
    ]);
  });

  const ended = {
    status: 401,
    contentType: 'application/problem+json',
    body: JSON.stringify({
      type: 'about:blank',
      title: 'Ended',
      status: 401,
      code: 'access/session-ended',
      details: { reason: 'revoked' },
    }),
  };
  it('[S-5] asks for the reason when its stream was closed, and so soon shows that its session has ended', async () => {
    const { device, server, line } = await givenUpToDate();
    await until(() => line.pokes.length === 1);
    server.answers.push(ended);
    server.refreshes.push(ended);
    line.pokes[0]?.ended('The server closed its stream.');
    await device.time.pass(5_000);
    await until(() => stateOf(device) === 'session-ended');
  });

  it('[S-5] keeps acts when the session has ended, and shows that', async () => {
    const { device, server } = await givenUpToDate();
    server.answers.push(ended);
    server.refreshes.push(ended);
    expect((await rename(device, 'Mine')).ok).toBe(true);
    await until(() => stateOf(device) === 'session-ended');
    expect(device.tenant.engine.status().toSend).toBe(1);
  });

  const tooOld = {
    status: 426,
    contentType: 'application/problem+json',
    body: JSON.stringify({
      title: 'Update Outpost to go on sending.',
      status: 426,
      code: 'sync/client-too-old',
      details: { least: 2, yours: 1 },
    }),
  };
  it('[K-5] stops sending when this build is too old, and keeps its acts', async () => {
    const { device, server } = await givenUpToDate();
    server.answers.push(tooOld);
    expect((await rename(device, 'Mine')).ok).toBe(true);
    await until(() => stateOf(device) === 'too-old');
    expect(device.tenant.engine.status()).toMatchObject({ toSend: 1, problem: 'Update Outpost to go on sending.' });
    expect((await rename(device, 'Mine 2')).ok).toBe(true);
    await settleTurns();
    expect(server.pushes.map(({ schemas }) => schemas)).toEqual([buildNumbers(installedCatalogue).digest]); // the schemas by which the server judged it
  });

  it('[K-5] [E-3] does not try a server that refuses this build more often when it is poked', async () => {
    const { device, server, line } = await givenUpToDate();
    await until(() => line.pokes.length === 1);
    server.answers.push(tooOld);
    expect((await rename(device, 'Mine')).ok).toBe(true);
    await until(() => stateOf(device) === 'too-old');
    const asked = server.pushes.length + server.pulls.length;
    line.pokes[0]?.event('{"n":2}');
    await settleTurns();
    expect(server.pushes.length + server.pulls.length).toBe(asked);
  });

  it('[S-3] ignores a reply that arrives after its timeout', async () => {
    const { device, server } = await givenUpToDate();
    server.answers.push(() => new Promise(() => undefined));
    expect((await rename(device, 'Mine')).ok).toBe(true);
    await until(() => server.pushes.length === 1);
    await device.time.pass(60_000);
    await until(() => stateOf(device) === 'offline');
  });
});
