import { readCampaignPlan } from '@outpost/domain/kernel/campaigns/campaign-plan';
import { moveOfMember, type StepResult } from '@outpost/domain/kernel/campaigns/campaign-steps';
import { describe, expect, it } from 'vitest';
import { type FollowingDraft, followingSchema, stepsOfFollowing } from './following-steps.ts';

const version = '0190b1f2-7c00-7000-8000-000000000001';
const ground = { channel: 'email', versionOf: (template: string) => (template === '' ? undefined : version) } as const;
const draft = (more: Partial<FollowingDraft> = {}): FollowingDraft => ({ ...followingSchema.parse({}), template: version, ...more }); // prettier-ignore
const madeOf = (following: readonly FollowingDraft[]) => {
  const made = stepsOfFollowing(following, ground);
  return made.ok ? made.part : made.why;
};

describe('[CMP-11] the later messages of a campaign', () => {
  it('make no steps where there are none: such a plan is as in earlier builds', () => {
    expect(madeOf([])).toEqual({});
  });

  it('go to nobody who opened any of the e-mails before', () => {
    const made = madeOf([draft({ unless: 'opened' }), draft({ unless: 'opened', wait: '5' }), draft({ unless: 'clicked' })]); // prettier-ignore
    if (typeof made === 'string') throw new Error(made);
    const read = readCampaignPlan({ where: null, living: false, variants: [{ id: 'a', templateVersion: version }], test: null, window: null, perHour: 1, cost: null, dealDays: 1, ...made } as never); // prettier-ignore
    expect(read).toMatchObject({ ok: true });
    const steps = made.steps ?? [];
    const [sentAt, now] = ['2026-11-27T09:00:00.000Z', '2026-12-27T09:00:00.000Z'];
    const moveAfter = (results: Readonly<Record<string, StepResult>>, place = 0) => moveOfMember({ steps, place, from: sentAt, now, timeZone: 'UTC', results: new Map(Object.entries(results)) }); // prettier-ignore
    const mail = (opened: boolean): StepResult => ({ state: 'sent', opened, clicked: false });
    const second = moveAfter({ first: mail(false) });
    expect(second).toMatchObject({ kind: 'write', step: { id: 'message-2' } });
    const behind = second.kind === 'write' ? second.place + 1 : 0;
    expect(moveAfter({ first: mail(false), 'message-2': mail(false) }, behind)).toMatchObject({ step: { id: 'message-3' } }); // prettier-ignore
    expect(moveAfter({ first: mail(false), 'message-2': mail(true) }, behind)).toMatchObject({
      step: { id: 'message-4' },
    }); // opened, and no link used
    expect(moveAfter({ first: mail(true) })).toMatchObject({ step: { id: 'message-4' } });
    expect(moveAfter({ first: { ...mail(true), clicked: true } })).toEqual({ kind: 'end' });
  });

  it('[CMP-16] may be letters, about which no later message asks', () => {
    const made = madeOf([draft({ channel: 'letter', unless: 'clicked' }), draft({ unless: 'delivered' })]);
    if (typeof made === 'string') throw new Error(made);
    expect(made.letters).toEqual({ 'message-2': version, 'message-3': version });
    expect(made.steps?.find(({ id }) => id === 'message-2')).toEqual({ id: 'message-2', kind: 'letter', template: version }); // prettier-ignore
    expect(made.steps?.flatMap((step) => (step.kind === 'if' && 'message' in step.when ? step.when.message : []))).toEqual(['first', 'first']); // prettier-ignore
  });

  it('say what is missing', () => {
    expect(madeOf([draft({ channel: 'letter', template: '' })])).toBe('Choose a template for message 2.');
    expect(madeOf([draft({ wait: '' })])).toBe('Enter the days before message 2 as a number from 1 to 365.');
    expect(madeOf([draft(), draft({ template: '' })])).toBe('Choose a template for message 3.');
    expect(madeOf([draft({ channel: 'text', words: ' ' })])).toBe('Write message 2.');
    expect(stepsOfFollowing([draft({ unless: 'opened' })], { ...ground, channel: 'text' })).toEqual({ ok: false, why: 'No e-mail lies before message 2, so nothing can be opened.' }); // prettier-ignore
  });
});
