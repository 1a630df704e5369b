import { contact } from '@outpost/domain/packs/crm/entities/contact.entity';
import { describe, expect, it } from 'vitest';
import { faultOfWords, planOfDraft, readCampaignDraft } from './campaign-draft.ts';

const version = '0190b1f2-7c00-7000-8000-000000000001';
const ground = { versionOf: (template: string) => (template === '' ? undefined : version), currency: 'USD' };
const planOf = (values: Parameters<typeof readCampaignDraft>[0]) => planOfDraft(readCampaignDraft(values), ground);
const whole = { name: 'Winter', templates: ['t'] };

describe('[CMP-10] the draft of a campaign', () => {
  it('becomes a plan with what a new one begins with', () => {
    expect(planOf(whole)).toEqual({
      ok: true,
      plan: { where: null, living: false, variants: [{ id: 'a', templateVersion: version }], test: null, window: { from: '09:00', until: '17:00', weekdays: true }, perHour: 600, cost: null, dealDays: 60 },
    }); // prettier-ignore
  });

  it('says what is missing, one after the other', () => {
    const why = (values: Parameters<typeof readCampaignDraft>[0]) => {
      const made = planOf(values);
      return made.ok ? '' : made.why;
    };
    expect(why({})).toBe('Give it a name.');
    expect(why({ name: 'Winter' })).toBe('Choose a template for the message.');
    expect(why({ name: 'Winter', channel: 'text' })).toBe('Write the message.');
    expect(why({ ...whole, isTest: true })).toBe('Choose a template for message B.');
    expect(why({ ...whole, perHour: 'many' })).toBe('Enter the messages an hour as a number.');
    expect(why({ ...whole, isPriced: true, budget: 'x' })).toBe('Enter the budget as a number, or leave it empty.');
    expect(why({ ...whole, from: '18:00' })).toMatch(/time/);
    expect(why({ ...whole, isTest: true, templates: ['t', 'u'], share: '95' })).not.toBe('');
  });

  it('has two messages and a rule for a test, and prices with a comma', () => {
    expect(planOf({ ...whole, templates: ['t', 'u'], isTest: true, isPriced: true, each: '0,05', budget: '100' })).toMatchObject({
      ok: true,
      plan: { variants: [{ id: 'a' }, { id: 'b' }], test: { share: 20, measure: 'replied', waitHours: 24, certainty: 90 }, cost: { currency: 'USD', each: 0.05, fixed: 0, budget: 100 } },
    }); // prettier-ignore
  });

  it('[CMP-15] has posts with an account, words and days, or says what is missing', () => {
    const post = { account: version, words: ' Winter check ', link: '', days: '2' };
    expect(planOf({ ...whole, posts: [post, { ...post, link: 'https://fenwright.example' }] })).toMatchObject({
      ok: true,
      plan: { posts: [{ id: 'post-1', account: version, words: 'Winter check', days: 2 }, { id: 'post-2', link: 'https://fenwright.example' }] },
    }); // prettier-ignore
    const why = (change: Partial<typeof post>) => {
      const made = planOf({ ...whole, posts: [{ ...post, ...change }] });
      return made.ok ? '' : made.why;
    };
    expect([why({ account: '' }), why({ words: ' ' }), why({ link: 'x' }), why({ days: 'soon' })]).toEqual([
      'Choose an account for post 1.',
      'Write post 1.',
      'Enter the link of post 1 as an address that begins with https:// or http://, such as https://example.com.',
      'Enter the days after the beginning for post 1 as a number from 0 to 365.',
    ]);
  });

  it('that cannot be read is a new one', () => {
    expect(readCampaignDraft({ name: 5, where: { x: 1 }, templates: 'no' })).toMatchObject({ name: '', where: null, templates: [''] }); // prettier-ignore
  });
});

describe('[CMP-7] the words of a campaign', () => {
  it('are refused with a value that campaigns do not have, before the start', () => {
    expect(faultOfWords(contact, { subject: '', words: 'Dear {{ contact.firstName }}' })).toBeUndefined();
    expect(faultOfWords(contact, { subject: '', words: '{{ contact.account.name }}' })).toMatch(/contact\.account/);
  });
});
