import { describe, expect, it } from 'vitest';
import { contact } from '../../packs/crm/entities/contact.entity.ts';
import { channelOfPlan, readCampaignPlan } from './campaign-plan.ts';
import { addressOnChannel, campaignValues, prepareWords } from './campaign-values.ts';

const version = '0190b1f2-7c00-7000-8000-000000000001';
const message = { id: 'a', templateVersion: version };
const plan = { where: null, living: false, variants: [message], test: null, window: null, perHour: 600, cost: null, dealDays: 60 }; // prettier-ignore
const test = { share: 20, measure: 'replied', waitHours: 24, certainty: 90 };

describe('[CMP-9] the plan of a campaign', () => {
  it('is read, and knows its channel', () => {
    expect(readCampaignPlan(plan)).toEqual({ ok: true, value: plan });
    expect(channelOfPlan(plan)).toBe('email');
    expect(channelOfPlan({ variants: [{ id: 'a', words: 'Hello' }] })).toBe('text');
  });

  it.each([
    ['no message', { variants: [] }],
    ['a test without a second variant', { test }],
    ['two variants without a test', { variants: [message, { ...message, id: 'b' }] }],
    ['two variants of one name', { test, variants: [message, message] }],
    ['two channels', { test, variants: [message, { id: 'b', words: 'Hello' }] }],
    ['a window that ends before it begins', { window: { from: '17:00', until: '09:00', weekdays: true } }],
    ['a filter of an unknown form', { where: { stage: 'won' } }],
    ['no messages an hour', { perHour: 0 }],
  ])('is refused with %s', (_name, change) => {
    const read = readCampaignPlan({ ...plan, ...change });
    expect(read.ok).toBe(false);
    expect(read.ok ? '' : read.message).not.toBe('');
  });
});

describe('[CMP-15] the link of a post', () => {
  const withLink = (link: string) => readCampaignPlan({ ...plan, posts: [{ id: 'post-1', account: version, words: 'Winter check', link, days: 0 }] }); // prettier-ignore

  it.each(['javascript:alert(1)', 'ftp://example.com/file', 'mailto:ada@example.com', 'https:example.com'])(
    'is no %s',
    (link) => {
      expect(withLink(link)).toEqual({ ok: false, message: 'posts.0.link the link of a post begins with https:// or http://' }); // prettier-ignore
    },
  );

  it.each(['https://example.com', 'http://example.com/check'])('may be %s', (link) => {
    expect(withLink(link)).toMatchObject({ ok: true });
  });
});

describe('[CMP-7] the words of a member', () => {
  const record = { fields: { name: 'Maris Oakhurst', preferredChannel: 'text', email: 'maris@oakhurst.example', phone: '+13035550164' } }; // prettier-ignore
  const values = campaignValues(contact, record, { name: 'Prita Sandrek' });

  it('are made of values that are written alike everywhere', () => {
    const fill = prepareWords({ subject: 'For {{ contact.name }}', words: 'Dear {{ contact.firstName }}, by {{ contact.preferredChannel }}? {{ me.firstName }}', isMarkdown: true }); // prettier-ignore
    expect(fill(values)).toEqual({ ok: true, subject: 'For Maris Oakhurst', words: 'Dear Maris, by Text message? Prita' }); // prettier-ignore
  });

  it('name what is empty, and refuse a value that campaigns do not have', () => {
    const fill = (words: string) => prepareWords({ subject: '', words, isMarkdown: false })(values);
    expect(fill('{{ contact.jobTitle }}')).toEqual({ ok: false, why: 'gaps', gaps: ['contact.jobTitle'] });
    expect(fill('{{ contact.birthday }}')).toMatchObject({ ok: false, why: 'fault' });
  });

  it('go to the first address of the channel', () => {
    expect(addressOnChannel(contact, record, 'text')).toBe('+13035550164');
    expect(addressOnChannel(contact, { fields: { ...record.fields, mobile: '+13035550165' } }, 'text')).toBe('+13035550165'); // prettier-ignore
    expect(addressOnChannel(contact, { fields: { email: ' ' } }, 'email')).toBeUndefined();
  });
});
