import type { JsonValue } from '@outpost/domain/kernel/json';
import { beforeEach, describe, expect, it } from 'vitest';
import { putLive, workerOf } from '../../testing/automation-world.ts';
import { givenServer } from '../../testing/given-server.ts';
import { makeSalesWorld, type SalesWorld } from '../../testing/sales-world.ts';
import { changeEdit, made } from '../../testing/test-server.ts';
import { type WebhookAdministrator, webhookAdministrator } from '../../testing/webhook-world.ts';

const given = givenServer();
let w: SalesWorld;
let ann: WebhookAdministrator;
beforeEach(async () => {
  w = await makeSalesWorld(given.test);
  ann = await webhookAdministrator(given.test, w.tenant);
});

const path = '/api/v1/assignment-rules';
type Passed = readonly { readonly person: string | null; readonly part: string; readonly why: string }[];
type Found = { readonly person: string | null; readonly reason: string; readonly passed: Passed; readonly names: Readonly<Record<string, string>> }; // prettier-ignore
type Decisions = { readonly decisions: readonly { readonly person: string | null; readonly recordId: string; readonly reason: string }[]; readonly names: Readonly<Record<string, string>> }; // prettier-ignore

const parts = (): JsonValue => [{ id: 'one', members: [{ person: w.mia.userId }, { person: w.moe.userId }], way: 'in-turn' }]; // prettier-ignore
const tryOut = (record: string, more: Readonly<Record<string, JsonValue>> = {}) =>
  ann.ask<Found>(`POST ${path}/try-out`, { rule: null, entity: 'crm/deal', parts: parts(), fallback: null, record, ...more }); // prettier-ignore
async function dealOf(source: string | null): Promise<string> {
  const id = w.id();
  await w.ann.do([w.deal(id, source === null ? {} : { source }, { ownerId: w.ann.userId })]);
  return id;
}

describe('[ASG-5] trying a rule out', () => {
  it('says who would get a record and why, gives no turn, and writes nothing', async () => {
    const deal = await dealOf(null);
    await w.ann.do([changeEdit(w.mia.userId, 'platform/person', { awayFrom: [null, '2026-01-01'] })]);
    for (let at = 0; at < 2; at += 1) {
      const { status, body } = await tryOut(deal);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        person: w.moe.userId,
        reason: 'Nobody else in part 1 could take it.',
        passed: [{ person: w.mia.userId, part: 'part 1', why: 'They are away.' }],
        names: { [w.mia.userId]: 'Mia', [w.moe.userId]: 'Moe' },
      });
    }
    for (const table of ['assignment_turn', 'assignment_decision']) expect(await w.tenant.rows(`select rule_id from store.${table}`)).toEqual([]); // prettier-ignore
  });

  it('counts the turns of a saved rule, whose decisions are listed', async () => {
    const rule = w.id();
    await w.ann.do([made(rule, 'platform/assignment-rule', { name: 'Leads', forEntity: 'crm/deal', parts: parts() })]);
    await putLive(w, { steps: [{ id: 'assign', kind: 'assign', rule }] });
    const first = await dealOf('Call');
    await workerOf(given.test).run(w.tenant.orgId);
    const { body } = await ann.ask<Decisions>(`GET ${path}/${rule}/decisions`);
    expect(body).toMatchObject({
      decisions: [{ person: w.mia.userId, recordId: first, reason: 'It was their turn in part 1.' }],
      names: { [w.mia.userId]: 'Mia' },
    });
    const next = await dealOf(null);
    expect((await tryOut(next)).body.person).toBe(w.mia.userId);
    expect((await tryOut(next, { rule })).body.person).toBe(w.moe.userId);
  });

  it('refuses a rule that cannot be used, with the part, and a record that is not there', async () => {
    const deal = await dealOf(null);
    const wrong = await tryOut(deal, { parts: [{ id: 'one', members: [], way: 'luck' }] });
    expect(wrong.status).toBe(422);
    const unreadable = await tryOut(deal, { parts: [{ id: 'one', members: [{ role: 'x' }], way: 'in-turn', where: { field: 'none', op: 'is', value: 1 } }] }); // prettier-ignore
    expect(JSON.stringify(unreadable.body)).toContain('Part 1:');
    expect((await tryOut(w.id())).status).toBe(404);
    expect((await ann.ask(`GET ${path}/${w.id()}/decisions`)).status).toBe(404);
  });
});
