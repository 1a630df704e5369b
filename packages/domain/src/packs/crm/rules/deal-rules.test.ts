import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../kernel/json.ts';
import { day, moment } from '../../../kernel/entities/field-types.ts';
import type { Values } from '../../../kernel/entities/typed-record.ts';
import { DecisionWorld, record, set } from '../../../testing/decision-world.ts';
import { givenRecord } from '../../../testing/given-record.ts';
import { activity } from '../entities/activity.entity.ts';
import { deal } from '../entities/deal.entity.ts';
import { lead } from '../entities/lead.entity.ts';
import { closedInOrder, closedOnADay, lostForAReason, wonForAValue } from './deal-closing.rule.ts';
import { emailDecision } from './email-decision.rule.ts';
import { emailIsAddressed } from './email-intent.rule.ts';
import { leadScore } from './lead-score.rule.ts';

const usd = (amount: number) => ({ amount, currency: 'USD' });
const aDeal = (fields: Partial<Values<typeof deal>>) => ({ record: givenRecord(deal, fields) });
const scoreOf = (fields: Partial<Values<typeof lead>>) => leadScore.work({ record: givenRecord(lead, fields) });
const mailBreach = (fields: Partial<Values<typeof activity>>) =>
  emailIsAddressed.check({ record: givenRecord(activity, fields) });

describe('closing a deal', () => {
  it('[CRM-1] refuses a won deal without a value, with the field to fill in', () => {
    expect(wonForAValue.check(aDeal({ stage: 'won' }))).toMatchObject({ field: 'value' });
    expect(wonForAValue.check(aDeal({ stage: 'won', value: usd(0) }))).toBeDefined();
    expect(wonForAValue.check(aDeal({ stage: 'won', value: usd(1) }))).toBeUndefined();
    expect(wonForAValue.check(aDeal({ stage: 'lost', value: usd(0) }))).toBeUndefined();
  });
  it('[CRM-2] refuses a lost deal without a reason', () => {
    expect(lostForAReason.check(aDeal({ stage: 'lost' }))).toMatchObject({ field: 'lossReason' });
    expect(lostForAReason.check(aDeal({ stage: 'lost', lossReason: 'price' }))).toBeUndefined();
  });
  it('[CRM-3] refuses a closed deal without its closing day', () => {
    expect(closedOnADay.check(aDeal({ stage: 'won' }))).toMatchObject({ field: 'closedOn' });
    expect(closedOnADay.check(aDeal({ stage: 'engaging' }))).toBeUndefined();
  });
  it('[CRM-4] refuses a deal that closes before it was engaged, and allows the same day', () => {
    expect(
      closedInOrder.check(aDeal({ engagedOn: day('2017-05-02'), closedOn: day('2017-05-01') }))?.message,
    ).toContain('before it was engaged');
    expect(closedInOrder.check(aDeal({ engagedOn: day('2017-05-01'), closedOn: day('2017-05-01') }))).toBeUndefined();
  });
});

describe('moving a deal', () => {
  const id = '0190b1f2-7c00-7000-8000-00000000d001';
  /** Returns the deal after a move on 20 November, or its refusal. */
  const moved = (fields: Readonly<Record<string, JsonValue>>, to: string, more: Parameters<typeof set>[1] = {}) => {
    const world = new DecisionWorld();
    world.records.set(id, record(id, 'crm/deal', { name: 'Acme', ...fields }));
    const { records, refused } = world.decide([{ ...set(id, { stage: [fields['stage'] ?? null, to], ...more }), day: '2026-11-20' }]); // prettier-ignore
    const { name: _, ...left } = records[0]?.record.fields ?? {};
    return refused.get(id) ?? left;
  };

  it('[CRM-5] sets the day of closing and requires the fields of a won or lost deal', () => {
    const engaged = { stage: 'engaging', engagedOn: '2026-11-01' };
    const value = usd(5);
    expect(moved({ ...engaged, value }, 'won')).toEqual({ ...engaged, value, stage: 'won', closedOn: '2026-11-20' });
    expect(moved(engaged, 'won')).toMatchObject({ details: { rule: 'CRM-1', field: 'value' } });
    expect(moved(engaged, 'lost')).toMatchObject({ details: { rule: 'CRM-2', field: 'lossReason' } });
    expect(moved({ stage: 'prospecting', value, closedOn: '2026-11-02' }, 'won')).toMatchObject({ closedOn: '2026-11-02', engagedOn: '2026-11-02' }); // prettier-ignore
    expect(moved(engaged, 'lost', { lossReason: [null, 'price'] })).toMatchObject({ stage: 'lost', closedOn: '2026-11-20' }); // prettier-ignore
  });
  it('[CRM-5] empties day and reason when a deal is opened again', () => {
    const lost = { stage: 'lost', engagedOn: '2026-01-01', closedOn: '2026-02-01', lossReason: 'price' };
    expect(moved(lost, 'engaging')).toEqual({ stage: 'engaging', engagedOn: '2026-01-01' });
    expect(moved(lost, 'prospecting')).toEqual({ stage: 'prospecting', engagedOn: '2026-01-01' });
    expect(moved({ ...lost, value: usd(5) }, 'won')).toEqual({ stage: 'won', engagedOn: '2026-01-01', closedOn: '2026-02-01', value: usd(5) }); // prettier-ignore
  });
  it('[CRM-5] sets the day of engagement with the first step, and keeps a day that is already set', () => {
    expect(moved({ stage: 'prospecting' }, 'engaging')).toEqual({ stage: 'engaging', engagedOn: '2026-11-20' });
    expect(moved({ stage: 'prospecting', engagedOn: '2026-10-01' }, 'proposal')).toEqual({ stage: 'proposal', engagedOn: '2026-10-01' }); // prettier-ignore
  });
});

describe('leads and mail', () => {
  it('[CRM-6] scores the known facts, up to 100, and gives unqualified leads 0', () => {
    expect(scoreOf({ name: 'Ada' })).toBe(0);
    expect(
      scoreOf({ phone: '+1', email: 'a@b', company: 'c', about: 'd', estimatedValue: usd(1), source: 'referral' }),
    ).toBe(100);
    expect(scoreOf({ phone: '+1', status: 'unqualified' })).toBe(0);
  });
  it('[CRM-7] refuses to send an e-mail without an address or without content', () => {
    expect(mailBreach({ kind: 'email', delivery: 'send', subject: 'Hello' })).toMatchObject({
      field: 'toAddress',
    });
    expect(mailBreach({ kind: 'email', delivery: 'send', toAddress: 'a@b.org' })).toMatchObject({
      field: 'subject',
    });
    expect(mailBreach({ kind: 'note', delivery: 'send', toAddress: 'a@b.org', subject: 'x' })).toMatchObject({
      field: 'delivery',
    });
    expect(mailBreach({ kind: 'email', delivery: 'log' })).toBeUndefined();
  });

  it('[CRM-12] a person decides only what the outcome of an e-mail leaves open', () => {
    const breach = (status: string | null, decision: string) =>
      emailDecision.check({
        record: givenRecord(activity, {
          kind: 'email',
          delivery: 'send',
          toAddress: 'a@b.org',
          subject: 'x',
          deliveryDecision: decision,
          ...(status === null ? {} : { deliveryStatus: status }),
        } as never),
      })?.message;
    const told = [null, 'sent', 'failed', 'unknown', 'expired'].map((status) => [
      status,
      ...['sent', 'again', 'not-sent'].map((decision) => breach(status, decision)),
    ]);
    const unmarked = 'Only an e-mail that may have been sent can be marked as sent.';
    expect(told).toEqual([
      [null, unmarked, 'The e-mail still waits to be sent.', undefined],
      ['sent', undefined, 'The e-mail was sent.', 'The e-mail was sent.'],
      ['failed', unmarked, undefined, undefined],
      ['unknown', undefined, undefined, undefined],
      ['expired', unmarked, undefined, undefined],
    ]);
    const logged = givenRecord(activity, { kind: 'email', delivery: 'log', deliveryDecision: 'not-sent' });
    expect(emailDecision.check({ record: logged })).toMatchObject({ field: 'deliveryDecision' });
  });

  it('[CRM-12] the time to send an e-mail ends after it begins', () => {
    const breach = (sendAt: string, sendUntil: string) =>
      emailDecision.check({
        record: givenRecord(activity, {
          kind: 'email',
          delivery: 'send',
          toAddress: 'a@b.org',
          subject: 'x',
          sendAt: moment(sendAt),
          sendUntil: moment(sendUntil),
        }),
      });
    expect(breach('2026-11-20T08:00:00.000Z', '2026-11-20T08:00:00.001Z')).toBeUndefined();
    expect(breach('2026-11-20T08:00:00.000Z', '2026-11-20T08:00:00.000Z')).toMatchObject({ field: 'sendUntil' });
  });
});
