import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { givenShownRecord } from '../../../testing/given-record.ts';
import { renderApp } from '../../../testing/render-app.tsx';
import { scoreReasons } from './score-reasons.ts';

installDomLayout();
const lead = (fields: ShownRecord['fields']) => givenShownRecord({ id: '0190b1f2-7c00-7000-8000-000000000e01', entity: 'crm/lead', fields: { name: 'Cleo', status: 'new', ...fields } }); // prettier-ignore
const engagedBy = { opened: { full: 2, half: 1 }, clicked: { full: 0, half: 1 }, replied: { full: 1, half: 0 } };

describe('[CRM-13] why a lead has its score', () => {
  it('stands on its page: each fact and each kind of event with its points, and what is not known', async () => {
    const rows = [lead({ email: 'cleo@example.com', company: 'Fen', engagement: 18, engagedBy, score: 53 })];
    await renderApp({ rows, at: `/record/${rows[0]?.id ?? ''}` });
    const list = within(await screen.findByRole('list', { name: 'Reasons of the score' }));
    expect(list.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'E-mail20 points',
      'Company15 points',
      '3 e-mails opened, 1 of them more than 30 days ago5 points',
      '1 e-mail with a used link, more than 30 days ago3 points',
      '1 message from the lead10 points',
    ]);
    expect(screen.getByRole('heading', { name: 'Why this score' })).toBeDefined();
    expect(
      screen.getByText('Not known: Phone (20), Needs (15), Estimated value (20) and Referral (10).'),
    ).toBeDefined();
  });

  it('says why the score is not the sum', () => {
    const many = { replied: { full: 5, half: 0 } };
    const full = { phone: '+1', email: 'a@b.org', company: 'c', about: 'd', source: 'referral' };
    const boundOf = (fields: ShownRecord['fields']) => scoreReasons(lead(fields)).bound;
    expect([boundOf({ engagedBy }), boundOf({ engagedBy: many }), boundOf({ ...full, engagedBy: many }), boundOf({ status: 'unqualified', engagedBy })]).toEqual([
      undefined,
      'Engagement counts for 40 points at most.',
      'A score is at most 100.',
      'An unqualified lead has a score of 0.',
    ]); // prettier-ignore
  });
});
