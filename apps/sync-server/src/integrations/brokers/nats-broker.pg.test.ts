import { type CloudEvent, HTTP } from 'cloudevents';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inTenant } from '../../db/database.ts';
import type { Broker } from '../../jobs/brokers/broker.ts';
import { brokerWork, type BrokerWork } from '../../jobs/brokers/broker-work.ts';
import { runWorkers } from '../../jobs/workers/workers.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, type TestTenant } from '../../testing/test-server.ts';
import { natsBroker } from './nats-broker.ts';
import { hasNatsServer, natsServer, type NatsServer } from './testing/nats-server.ts';

const given = givenServer();
const stream = 'OUTPOST';

/** The tests of adapters and worker against a real nats-server. */
const withServer = (): void => {
  let nats: NatsServer;
  let tenant: TestTenant;
  let mia: TestDevice;
  const warned: object[] = [];
  const opened: Broker[] = [];
  beforeAll(async () => {
    nats = await natsServer();
    await nats.start();
    tenant = await given.test.tenant();
    mia = await tenant.person('Mia', 'member');
  });
  afterAll(async () => {
    for (const broker of opened) await broker.close();
    await nats.remove();
  });

  const ports = () => ({ ...given.test.server.tenancy, durability: 'commit' as const, log: { warn: (details: object) => void warned.push(details) } }); // prettier-ignore
  /** Opens the work of one server. */
  const server = ({ mode = 'structured' as const, name = stream } = {}): BrokerWork => {
    const broker = natsBroker({ url: nats.url, stream: name }, { mode, clock: given.test.clock });
    opened.push(broker);
    return brokerWork(ports(), broker);
  };
  const run = (work: BrokerWork, of = tenant) => runWorkers([work.worker], of.orgId);
  const addDeal = async (device = mia): Promise<string> => {
    const id = given.test.newId();
    await device.do([made(id, 'crm/deal', { name: 'Dunmere', stage: 'prospecting' }, { ownerId: device.userId })]);
    return id;
  };
  const rename = (id: string, from: string, to: string) => mia.do([changeEdit(id, 'crm/deal', { name: [from, to] })]);
  /** Returns the events of one tenant in a topic, in the order of the stream. */
  const eventsOf = async (of: TestTenant, topic = 'crm.deal.events') =>
    (await nats.stored(stream))
      .filter(({ subject }) => subject === topic)
      .map((message) => JSON.parse(message.string()) as { readonly id: string; readonly tenant: string; readonly sequence: string; readonly type: string; readonly subject: string })
      .filter(({ tenant: id }) => id === of.orgId); // prettier-ignore
  const placeOf = async (of = tenant) => (await of.rows(`select n, failing_since, fault, claimed_until from store.event_stream where broker = 'nats'`))[0]; // prettier-ignore
  const headOf = async (of = tenant) => (await of.rows('select head from store.clock'))[0]?.['head'];

  it('[EVT-17] publishes the events of the journal in their order, which the SDK of CloudEvents parses', async () => {
    const id = await addDeal();
    await rename(id, 'Dunmere', 'Dunmere Hall');
    await mia.do([changeEdit(id, 'crm/deal', { stage: ['prospecting', 'engaging'] })]);
    await run(server());
    expect((await eventsOf(tenant)).map(({ type }) => type)).toEqual(['deal.created', 'deal.updated', 'deal.stage_changed']); // prettier-ignore
    expect((await placeOf())?.['n']).toBe(await headOf());
    const stored = await nats.stored(stream);
    for (const message of stored) {
      const parsed = HTTP.toEvent({ headers: { 'content-type': message.header.get('content-type') }, body: message.string() }) as CloudEvent<unknown>; // prettier-ignore
      expect(parsed.validate()).toBe(true);
      expect(message.header.get('Nats-Msg-Id')).toBe(`${parsed.id}-${message.subject}`);
      expect(parsed.id).toBe(`${tenant.orgId}-${Number(parsed['sequence'])}`);
    }
    expect(stored.map(({ subject }) => subject)).toEqual(expect.arrayContaining(['auth.user.events', 'org.member.events', 'permission.role.events', 'audit.events'])); // prettier-ignore
    expect(stored.map((message) => message.string()).join('')).not.toContain('Dunmere');
  });

  it('[EVT-17] loses and doubles nothing where the broker is killed in between, and keeps the order', async () => {
    const work = server();
    const id = await addDeal();
    await run(work);
    const before = await eventsOf(tenant);
    await nats.kill();
    for (let count = 0; count < 3; count += 1) await rename(id, `Dunmere${count || ''}`, `Dunmere${count + 1}`);
    await addDeal();
    const head = await headOf();
    await run(work);
    expect(await placeOf()).toMatchObject({ fault: 'unreachable', failing_since: expect.any(String) as string, claimed_until: null }); // prettier-ignore
    expect((await placeOf())?.['n']).toBeLessThan(Number(head));
    await nats.start();
    await run(work);
    const after = await eventsOf(tenant);
    expect(after.slice(0, before.length)).toEqual(before);
    expect(after.map(({ sequence }) => sequence)).toEqual(after.map(({ sequence }) => sequence).toSorted());
    expect(new Set(after.map(({ id: one }) => one)).size).toBe(after.length);
    expect(after.at(-1)?.type).toBe('deal.created');
    expect(await placeOf()).toMatchObject({ n: await headOf(), fault: null, failing_since: null });
  });

  it('[EVT-17] publishes again after a crash behind the confirmation, and the broker drops the repetition', async () => {
    await addDeal();
    await run(server());
    const before = await nats.stored(stream);
    await setBack(tenant, 0);
    await run(server());
    expect((await placeOf())?.['n']).toBe(await headOf());
    expect((await nats.stored(stream)).length).toBe(before.length);
  });

  it('[EVT-17] publishes each event once where two servers work at the same time, each tenant in its order', async () => {
    const other = await given.test.tenant();
    const ben = await other.person('Ben', 'member');
    for (let count = 0; count < 12; count += 1) await Promise.all([addDeal(), addDeal(ben)]);
    const [one, two] = [server(), server()];
    await Promise.all([run(one), run(two), run(one, other), run(two, other)]);
    await Promise.all([run(one), run(two, other)]); // what the other one held
    for (const of of [tenant, other]) {
      const sequences = (await eventsOf(of)).map(({ sequence }) => sequence);
      expect(sequences).toEqual([...new Set(sequences)].toSorted());
      expect((await placeOf(of))?.['n']).toBe(await headOf(of));
    }
    expect((await eventsOf(other)).length).toBe(12);
  });

  it('[EVT-17] rests after five vain tries, tries again later, and holds up no other work', async () => {
    await nats.kill();
    const work = server();
    await addDeal();
    for (let count = 0; count < 6; count += 1) await run(work);
    expect(work.restsUntil()).toBeDefined();
    const tries = warned.length;
    await run(work);
    expect(warned.length).toBe(tries); // it does not even ask
    await nats.start();
    given.test.advance(15_000);
    await run(work);
    expect(work.restsUntil()).toBeUndefined();
    expect((await placeOf())?.['n']).toBe(await headOf());
  });

  it('[EVT-18] says what a broker refuses, and takes up the work when that is mended', async () => {
    const work = server({ name: 'OTHER' }); // its subjects belong to the first stream
    await addDeal();
    await setBack(tenant, Number(await headOf()) - 1);
    await run(work);
    expect(await placeOf()).toMatchObject({ fault: 'refused' });
    await run(server());
    expect(await placeOf()).toMatchObject({ fault: null, n: await headOf() });
  });

  it('[EVT-18] signs in with the user of the address, and names no secret where that fails', async () => {
    const closed = await natsServer({ login: { user: 'crm', pass: 'hunter2' } });
    await closed.start();
    const message = { id: 'a', topic: 'crm.deal.events', key: 'a', headers: {}, body: '{}' };
    const ask = async (url: string) => {
      const broker = natsBroker({ url, stream }, { mode: 'binary', clock: given.test.clock });
      const outcome = await broker.publish([message], Number.POSITIVE_INFINITY);
      await broker.close();
      return outcome;
    };
    expect(await ask(closed.url)).toEqual({ confirmed: 1 });
    const refused = await ask(closed.url.replace('hunter2', 'hunter3'));
    expect(refused).toMatchObject({ confirmed: 0, fault: { kind: 'unreachable' } });
    expect(JSON.stringify(refused)).not.toMatch(/hunter/);
    await closed.remove();
  });

  it('[EVT-15] is parsed by the SDK with its attributes in headers, too', async () => {
    const work = server({ mode: 'binary' as 'structured' });
    const id = await addDeal();
    await run(work);
    const last = (await nats.stored(stream)).at(-1) ?? expect.fail('nothing is stored');
    const headers = Object.fromEntries(last.header.keys().map((name) => [name, last.header.get(name)]));
    const event = HTTP.toEvent({ headers, body: last.string() });
    expect(event).toMatchObject({
      type: 'deal.created',
      subject: `crm/deal/${id}`,
      tenant: tenant.orgId,
      data: { id },
    });
  });

  /** Sets the place in the stream back, as a server leaves it that stopped before it noted the confirmation. */
  const setBack = (of: TestTenant, n: number) =>
    inTenant(given.test.database, { orgId: of.orgId, mode: 'write' }, (tx) =>
      tx.query(`update store.event_stream set n = $2 where org_id = $1 and broker = 'nats'`, [of.orgId, n]),
    );
};

describe.each(hasNatsServer ? ['a real nats-server'] : [])('events out to NATS JetStream: %s', () => {
  withServer();
});
describe.each(hasNatsServer ? [] : ['nats-server is not installed'])('events out to NATS JetStream: %s', () => {
  it('were not tried (apt-get install nats-server)', () => {
    expect(hasNatsServer).toBe(false);
  });
});
