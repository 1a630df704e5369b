import { randomUUID } from 'node:crypto';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { JsonValue } from '@outpost/domain/kernel/json';
import type { PushRequest } from '@outpost/domain/sync/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../testing/sales-world.ts';
import type { TestDevice } from '../testing/test-server.ts';
import { sha256Base64Url } from './naming/named-set.ts';
import type { DeviceAsker } from './pull-ask.ts';
import { push } from './push.ts';

const given = givenServer();
let w: SalesWorld;
beforeAll(async () => {
  w = await makeSalesWorld(given.test);
});

const pushed = (
  { asker, device }: { readonly asker: DeviceAsker; readonly device: string },
  request: Partial<PushRequest>,
) => push(given.test.pushPorts, asker, { device, heads: [], schemas: {}, acts: [], ...request });
const acting = (device: TestDevice) => device.act([w.deal(w.id())]);

describe('a push', () => {
  it('[A-2] of an unknown session, or of a person who no longer works here, decides nothing', async () => {
    const ended = { ok: false, code: 'access/session-ended' };
    const person = await w.tenant.person('Noa', 'member', { teamId: w.teams.t1 });
    await w.ann.do([w.set(person.userId, { status: ['active', 'suspended'] }, 'platform/person')]);
    const before = await w.tenant.journal();
    const { asker, device } = w.mia.twin();
    const strange = { asker: { ...asker, sessionId: randomUUID() }, device };
    expect(await pushed(strange, { acts: [acting(w.mia.twin())] })).toMatchObject(ended);
    expect(await pushed(person, { acts: [acting(person)] })).toMatchObject(ended);
    expect(await w.tenant.journal()).toEqual(before);
  });

  it('[S-1b] of a device that has seen another journal gets a fork, and decides nothing', async () => {
    const device = w.mia.twin();
    const before = await w.tenant.journal();
    const answer = await pushed(device, { heads: [[1, 'ff'.repeat(32)]], acts: [acting(device)] });
    expect(answer).toEqual({ ok: true, value: { kind: 'fork', common: 0 } });
    expect(await w.tenant.journal()).toEqual(before);
  });

  it('[P-5] [S-2] has the newest head of its answers, also where an earlier decided act comes first', async () => {
    const device = w.mia.twin();
    const [first, second] = [acting(device), acting(device)];
    await pushed(device, { acts: [first] });
    const answer = await pushed(device, { acts: [first, second] });
    if (!answer.ok || answer.value.kind !== 'decided') throw new Error(JSON.stringify(answer));
    const [one, two] = answer.value.answers;
    expect(one?.head[0]).toBeLessThan(two?.head[0] ?? 0);
    expect(answer.value.head?.head).toEqual(two?.head);
  });

  it('[T-28] [K-5] with a digest of unknown schema numbers is asked for them in full, and then they are known', async () => {
    const schemas = { 'crm/deal': 1, 'crm/unheard': 7 };
    const digest = sha256Base64Url('[["crm/deal",1],["crm/unheard",7]]');
    const kindOf = async (named: PushRequest['schemas']) => {
      const answer = await pushed(w.mia.twin(), { schemas: named });
      return answer.ok ? answer.value.kind : answer.code;
    };
    expect([await kindOf(digest), await kindOf(schemas), await kindOf(digest)]).toEqual(['unknown', 'decided', 'decided']); // prettier-ignore
  });

  it('[K-5] of the previous build is upgraded to this build, and no other push', async () => {
    const { installed } = given.test.pushPorts;
    const deal = installed.entities.get('crm/deal');
    if (!deal) throw new Error('There is no such kind');
    // A build that keeps the source of a deal in its external key.
    const upgrades = { 2: ({ source, ...rest }: Readonly<Record<string, JsonValue>>) => ({ ...rest, ...(source === undefined ? {} : { externalKey: source }) }) }; // prettier-ignore
    const next: Catalogue = { ...installed, entities: new Map([...installed.entities, [deal.name, { ...deal, schema: 2, upgrades }]]) }; // prettier-ignore
    const device = w.mia.twin();
    const ids = [w.id(), w.id(), w.id()];
    await device.do(ids.map((id) => w.deal(id)));
    const send = (id: string, schemas: PushRequest['schemas']) => {
      const acts = [device.act([w.set(id, { source: [null, `Fair ${id}`] }), w.deal(w.id()), w.task(w.id(), id)])];
      return push({ ...given.test.pushPorts, installed: next }, device.asker, { device: device.device, heads: [], schemas, acts }); // prettier-ignore
    };
    const [old = '', present = '', silent = ''] = ids;
    for (const answer of [
      await send(old, { 'crm/deal': 1 }),
      await send(present, { 'crm/deal': 2 }),
      await send(silent, {}),
    ])
      expect(answer).toMatchObject({ ok: true, value: { kind: 'decided', answers: [{ status: 'accepted' }] } });
    const told = (await w.tenant.journal()).flatMap(({ record, kind, changed }) => typeof record === 'string' && ids.includes(record) && kind === 'changed' ? [[record, Object.keys(changed as object)]] : []); // prettier-ignore
    expect(told).toEqual([
      [old, ['externalKey']],
      [present, ['source']],
      [silent, ['source']],
    ]);
    const tooOld = await push({ ...given.test.pushPorts, installed: next }, device.asker, { device: device.device, heads: [], schemas: { 'crm/deal': 0 }, acts: [] }); // prettier-ignore
    expect(tooOld).toMatchObject({ ok: false, code: 'sync/client-too-old', message: expect.stringContaining('(deals)') as string, details: { least: 1, yours: 0 } }); // prettier-ignore
  });
});
