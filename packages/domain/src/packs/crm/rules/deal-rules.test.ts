import { describe, expect, it } from 'vitest';
import { day } from '../../../kernel/field-types.ts';
import type { Values } from '../../../kernel/typed-record.ts';
import { givenRecord } from '../../../testing/given-record.ts';
import { activity } from '../entities/activity.entity.ts';
import { deal } from '../entities/deal.entity.ts';
import { lead } from '../entities/lead.entity.ts';
import { closedInOrder, closedOnADay, lostForAReason, wonForAValue } from './deal-closing.rule.ts';
import { moveDeal } from './deal-stage-move.rule.ts';
import { emailIsAddressed } from './email-intent.rule.ts';
import { leadScore } from './lead-score.rule.ts';

const usd = (amount: number) => ({ amount, currency: 'USD' });
const aDeal = (fields: Partial<Values<typeof deal>>) => ({ record: givenRecord(deal, fields) });
const scoreOf = (fields: Partial<Values<typeof lead>>) => leadScore.work({ record: givenRecord(lead, fields) });
const mailBreach = (fields: Partial<Values<typeof activity>>) =>
  emailIsAddressed.check({ record: givenRecord(activity, fields) });

describe('closing a deal', () => {
  it('[CRM-1] refuses a won deal without a value, and says which field to fill', () => {
    expect(wonForAValue.check(aDeal({ stage: 'won' }))).toMatchObject({ field: 'value' });
    expect(wonForAValue.check(aDeal({ stage: 'won', value: usd(0) }))).toBeDefined();
    expect(wonForAValue.check(aDeal({ stage: 'won', value: usd(1) }))).toBeUndefined();
    expect(wonForAValue.check(aDeal({ stage: 'lost', value: usd(0) }))).toBeUndefined();
  });
  it('[CRM-2] refuses a lost deal without a reason', () => {
    expect(lostForAReason.check(aDeal({ stage: 'lost' }))).toMatchObject({ field: 'lossReason' });
    expect(lostForAReason.check(aDeal({ stage: 'lost', lossReason: 'price' }))).toBeUndefined();
  });
  it('[CRM-3] refuses a closed deal without its day', () => {
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
  it('[CRM-5] sets the day of closing and asks for what a won or lost deal needs', () => {
    expect(moveDeal({ stage: 'engaging', engagedOn: '2026-11-01' }, 'won', '2026-11-20')).toEqual({
      changes: { stage: 'won', closedOn: '2026-11-20' },
      asks: ['value'],
    });
    expect(moveDeal({ stage: 'engaging', engagedOn: '2026-11-01', value: usd(5) }, 'lost', '2026-11-20').asks).toEqual([
      'lossReason',
    ]);
  });
  it('[CRM-5] takes day and reason away when a deal is opened again', () => {
    expect(
      moveDeal(
        { stage: 'lost', engagedOn: '2026-01-01', closedOn: '2026-02-01', lossReason: 'price' },
        'engaging',
        '2026-11-20',
      ).changes,
    ).toEqual({ stage: 'engaging', closedOn: null, lossReason: null });
  });
  it('[CRM-5] begins the engagement with the first step, and leaves a day that stands', () => {
    expect(moveDeal({ stage: 'prospecting' }, 'engaging', '2026-11-20').changes).toEqual({
      stage: 'engaging',
      engagedOn: '2026-11-20',
    });
    expect(moveDeal({ stage: 'prospecting', engagedOn: '2026-10-01' }, 'proposal', '2026-11-20').changes).toEqual({
      stage: 'proposal',
    });
  });
});

describe('leads and mail', () => {
  it('[CRM-6] scores what is known, up to 100, and nothing for unqualified leads', () => {
    expect(scoreOf({ name: 'Ada' })).toBe(0);
    expect(
      scoreOf({ phone: '+1', email: 'a@b', company: 'c', about: 'd', estimatedValue: usd(1), source: 'referral' }),
    ).toBe(100);
    expect(scoreOf({ phone: '+1', status: 'unqualified' })).toBe(0);
  });
  it('[CRM-7] refuses to send what has no address or nothing to say', () => {
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
});
