import { refusalJson, refuse, type Refusal } from '@outpost/domain/kernel/refusal';
import { describe, expect, it } from 'vitest';
import type { HttpReply } from '../device/ports.ts';
import { tenantForTest } from '../testing/for-test.ts';
import { performed } from '../testing/performed.ts';
import { givenDeal, ScriptedServer } from '../testing/scripted-server.ts';
import { until } from '../testing/until.ts';

const deals = [1, 2, 3, 4, 5].map((n) => `0190b1f2-7c00-7000-8000-000000000d0${n}`);

/** Returns the server's answer with a problem, as HTTP transmits it. */
const problem = (status: number, refusal: Refusal): HttpReply => ({
  status,
  contentType: 'application/problem+json',
  body: JSON.stringify({ ...(refusalJson(refusal) as object), title: 'No', detail: refusal.message }),
});
const tooLarge = problem(413, refuse('request/too-large', 'The body has more than 500000 values. Send less at a time.', { limit: 500_000 })); // prettier-ignore
/** 429 from a program outside of this protocol. */
const limited: HttpReply = { status: 429, contentType: 'application/json', body: '{"error":"slow down"}' };

async function given() {
  const server = new ScriptedServer();
  const device = await tenantForTest({ transport: server.transport });
  server.page({ rows: deals.map((id) => ({ record: givenDeal(id, 1) })), head: 1 });
  await device.tenant.replicator.pull();
  for (const id of deals) await performed(device, `Changed ${id.slice(-1)}`, [{ entity: 'crm/deal', id, fields: { name: 'Mine' } }]); // prettier-ignore
  const tray = () => [...device.tenant.device.memory.tray.values()];
  return { server, device, replicator: device.tenant.replicator, tray };
}

describe('an act that is too large for the server', () => {
  it('[S-5] goes into the tray with a sentence, found by halves, and the others are sent', async () => {
    const { server, device, replicator, tray } = await given();
    const isUnfit = (id: string): boolean => id === deals[2];
    for (let turn = 0; turn < 12 && replicator.nextBatch(1).length > 0; turn += 1) {
      const batch = replicator.nextBatch();
      if (batch.some(({ edits }) => edits.some(({ id }) => isUnfit(id)))) server.answers.push(tooLarge);
      else server.accept(Object.fromEntries(deals.map((id, place) => [id, place + 2])), turn + 2);
      await replicator.push();
    }
    expect(tray().map(({ act, why }) => [act.label, Object.values(why)])).toEqual([
      ['Changed 3', [{ code: 'request/too-large', message: 'The body has more than 500000 values. Send less at a time.', details: {} }]], // prettier-ignore
    ]);
    expect(replicator.nextBatch()).toEqual([]);
    const got = await device.tenant.questions.get({ id: deals[4] ?? '' });
    expect(got.ok && got.value.record.fields['name']).toBe('Mine');
  });

  it('[S-5] goes into the tray where the server decided it and found it too large', async () => {
    const { server, replicator, tray } = await given();
    const { ok: _, retry: __, ...refused } = refuse('act/too-large', 'Share with fewer people.', { what: 'places', limit: 8 }); // prettier-ignore
    server.push(({ acts }) => ({
      kind: 'decided',
      stopped: null,
      answers: acts.map((act, place) => ({
        act: act.id,
        status: place === 1 ? 'refused' : 'accepted',
        refused: place === 1 ? { [deals[1] ?? '']: refused } : {},
        superseded: {},
        versions: {},
        n: place + 2,
        head: [place + 2, `hash-${place + 2}`],
      })),
    }));
    expect(await replicator.push()).toMatchObject({ kind: 'decided', acts: 5 });
    expect(tray().map(({ act, why }) => [act.label, why[deals[1] ?? '']?.message])).toEqual([
      ['Changed 2', 'Share with fewer people.'],
    ]);
  });

  it.each([
    ['server/busy', problem(503, refuse('server/busy', 'Busy.', { waitSeconds: 90 }))],
    ['request/too-many', problem(429, refuse('request/too-many', 'Too much.', { waitSeconds: 90 }))],
    ['request/too-slow', problem(408, refuse('request/too-slow', 'Too slow.', { waitSeconds: 90 }))],
    ['a limit before the server', { ...limited, retryAfterSeconds: 90 }],
    ['a proxy whose server is down', { status: 503, contentType: 'text/html', body: '<html>', retryAfterSeconds: 90 }],
    ['a refusal with a shorter wait in its details', { ...problem(429, refuse('request/too-many', 'No.', { waitSeconds: 3 })), retryAfterSeconds: 90 }], // prettier-ignore
  ])('[E-3] %s: nothing goes into the tray, and the device returns after the requested wait', async (_, answer) => {
    const server = new ScriptedServer();
    const device = await tenantForTest({ transport: server.transport, byItself: true });
    const { engine } = device.tenant;
    server.page({ rows: [{ record: givenDeal(deals[0] ?? '', 1) }], head: 1 });
    engine.start();
    await until(() => engine.status().state === 'up-to-date');
    server.answers.push(answer);
    await performed(device, 'Changed', [{ entity: 'crm/deal', id: deals[0] ?? '', fields: { name: 'Mine' } }]);
    await until(() => engine.status().problem !== null && engine.status().nextTryAt !== null);
    const waitMs = Date.parse(engine.status().nextTryAt ?? '') - device.time.clock.nowMs();
    expect(waitMs).toBeGreaterThanOrEqual(90_000);
    expect(waitMs).toBeLessThan(300_000);
    expect([device.tenant.device.memory.tray.size, engine.status().toSend]).toEqual([0, 1]);
  });

  it.each([
    ['a year', { ...limited, retryAfterSeconds: 31_536_000 }, 3_600_000],
    ['a year, in its details', problem(429, refuse('request/too-many', 'No.', { waitSeconds: 31_536_000 })), 3_600_000],
    ['a word, in its details', problem(429, refuse('request/too-many', 'No.', { waitSeconds: 'soon' as never })), 1_000], // prettier-ignore
    ['an hour, in a page with another status', { ...limited, status: 404, retryAfterSeconds: 3_600 }, 1_000],
  ])('[E-3] limits a requested wait of %s', async (_, answer, mostMs) => {
    const server = new ScriptedServer();
    const device = await tenantForTest({ transport: server.transport, byItself: true });
    server.answers.push(answer);
    device.tenant.engine.start();
    await until(() => device.tenant.engine.status().nextTryAt !== null);
    const waitMs = Date.parse(device.tenant.engine.status().nextTryAt ?? '') - device.time.clock.nowMs();
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(mostMs);
  });
});
