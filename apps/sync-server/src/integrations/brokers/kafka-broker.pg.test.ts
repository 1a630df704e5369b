import { type CloudEvent, Kafka, type KafkaMessage } from 'cloudevents';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Broker } from '../../jobs/brokers/broker.ts';
import { brokerWork } from '../../jobs/brokers/broker-work.ts';
import { runWorkers } from '../../jobs/workers/workers.ts';
import { givenServer } from '../../testing/given-server.ts';
import { changeEdit, made, type TestDevice, type TestTenant } from '../../testing/test-server.ts';
import { kafkaBroker } from './kafka-broker.ts';
import { hasKcat, kafkaCluster, type KafkaCluster, type KafkaMessageRead } from './testing/kafka-cluster.ts';

const given = givenServer();
const topic = 'crm.deal.events';

/** The tests against the broker of librdkafka, whose consumer decodes what arrives. */
const withCluster = (): void => {
  let cluster: KafkaCluster;
  let tenant: TestTenant;
  let other: TestTenant;
  let mia: TestDevice;
  let ben: TestDevice;
  const opened: Broker[] = [];
  beforeAll(async () => {
    cluster = await kafkaCluster(topic);
    tenant = await given.test.tenant();
    other = await given.test.tenant();
    mia = await tenant.person('Mia', 'member');
    ben = await other.person('Ben', 'member');
  });
  afterAll(async () => {
    for (const broker of opened) await broker.close();
    await cluster.kill();
  });

  const server = (mode: 'structured' | 'binary') => {
    const broker = kafkaBroker({ brokers: [cluster.broker], isTls: false, login: null }, mode);
    opened.push(broker);
    return brokerWork({ ...given.test.server.tenancy, durability: 'commit', log: { warn: () => undefined } }, broker).worker;
  }; // prettier-ignore
  const addDeal = async (device: TestDevice): Promise<string> => {
    const id = given.test.newId();
    await device.do([made(id, 'crm/deal', { name: 'Dunmere', stage: 'prospecting' }, { ownerId: device.userId })]);
    return id;
  };
  const placeOf = async () => (await tenant.rows(`select n, fault, failing_since from store.event_stream where broker = 'kafka'`))[0]; // prettier-ignore
  const parse = ({ key, headers, payload }: KafkaMessageRead) =>
    Kafka.toEvent({ key, headers, value: payload, body: payload } as KafkaMessage<string>) as CloudEvent<
      Readonly<Record<string, unknown>>
    >;
  const readBy = (count: number) => vi.waitFor(() => expect(cluster.got.length).toBe(count), { timeout: 45_000 });

  it('[EVT-19] publishes events with the tenant as key, in the order of each tenant, which another client decodes', async () => {
    const work = server('structured');
    for (let count = 0; count < 5; count += 1) {
      const id = await addDeal(mia);
      await addDeal(ben);
      await mia.do([changeEdit(id, 'crm/deal', { name: ['Dunmere', 'Dunmere Hall'] })]);
    }
    for (const { orgId } of [tenant, other]) await runWorkers([work], orgId);
    await readBy(15);
    for (const { orgId } of [tenant, other]) {
      const own = cluster.got.filter(({ key }) => key === orgId);
      const events = own.map(parse);
      expect(new Set(own.map(({ partition }) => partition)).size).toBe(1);
      expect(events.map(({ id }) => id)).toEqual(events.map(({ data }) => `${orgId}-${Number(data?.['n'])}`));
      const sequences = events.map((event) => String(event['sequence']));
      expect(sequences).toEqual(sequences.toSorted());
      for (const event of events) expect(event.validate()).toBe(true);
    }
    expect(cluster.got.map(({ payload }) => payload).join('')).not.toContain('Dunmere');
  });

  it('[EVT-15] has the attributes in headers where the operator chose that, and the SDK parses them', async () => {
    const before = cluster.got.length;
    const id = await addDeal(mia);
    await runWorkers([server('binary')], tenant.orgId);
    await readBy(before + 1);
    const last = cluster.got.at(-1) ?? expect.fail('nothing came');
    expect(last.headers).toMatchObject({ 'content-type': 'application/json', ce_type: 'deal.created', ce_specversion: '1.0' }); // prettier-ignore
    expect(parse(last)).toMatchObject({ type: 'deal.created', subject: `crm/deal/${id}`, tenant: tenant.orgId });
  });

  it('[EVT-19] keeps its place where the cluster is away', async () => {
    const head = (await placeOf())?.['n'];
    await cluster.kill();
    await addDeal(mia);
    await runWorkers([server('structured')], tenant.orgId);
    expect(await placeOf()).toMatchObject({
      n: head,
      fault: 'unreachable',
      failing_since: expect.any(String) as string,
    });
    cluster = await kafkaCluster(topic);
    await runWorkers([server('structured')], tenant.orgId);
    expect(await placeOf()).toMatchObject({ n: Number(head) + 1, fault: null, failing_since: null });
    await readBy(1);
  });
};

describe.each(hasKcat ? ['the broker of librdkafka, no Apache Kafka'] : [])('events out to Kafka: %s', () => {
  withCluster();
});
describe.each(hasKcat ? [] : ['kcat is not installed, whose library has a broker'])('events out to Kafka: %s', () => {
  it('were not tried (apt-get install kcat)', () => {
    expect(hasKcat).toBe(false);
  });
});
