import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../testing/given-record.ts';
import { renderApp } from '../../testing/render-app.tsx';

installDomLayout();
afterEach(cleanup);
const deal = (fields: object, life = 'alive') =>
  givenShownRecord({ life, fields: { name: 'Acme renewal', engagedOn: '2026-11-08', ...fields } });
const at = `/record/${deal({}).id}`;

describe('[T-14] the time in a stage', () => {
  it('is shown on the card of the board, and in its name for screen readers', async () => {
    await renderApp({ rows: [deal({ stage: 'engaging' })], at: '/list/crm/deal?kind=board' });
    const card = await screen.findByRole('article', {
      name: /^Acme renewal, 12 days in Engaging\. Engaged: 8 Nov 2026,/,
    });
    expect(card.textContent).toContain('12 days');
  });

  it('is shown on the page of the record', async () => {
    await renderApp({ rows: [deal({ stage: 'engaging' })], at });
    expect((await screen.findByText('12 days in Engaging')).textContent).toBe(
      '12 days in Engaging, Engaged: 8 Nov 2026',
    );
    expect(screen.queryByText(/Too long/)).toBeNull();
  });

  it('is counted from the move in the journal where the workflow has no date for the stage', async () => {
    const since = { [deal({}).id]: { at: '2026-10-21T10:00:00.000Z', isAtLeast: false } };
    const handlers = { 'records.stageSince': () => Promise.resolve(accept({ since })) };
    const stages = [{ fields: { forEntity: 'crm/deal', value: 'proposal', days: 14 }, isRemoved: false }];
    await renderApp({ rows: [deal({ stage: 'proposal' })], at, handlers, definitions: { stages } });
    expect((await screen.findByText('30 days in Proposal')).textContent).toBe('30 days in Proposal, Since 21 Oct 2026');
    expect(screen.getByText('Too long: at most 14 days')).toBeDefined();
    cleanup();
    await renderApp({ rows: [deal({ stage: 'proposal' })], at: '/list/crm/deal?kind=board', handlers });
    expect(await screen.findByRole('article', { name: /^Acme renewal, 30 days in Proposal/ })).toBeDefined();
  });

  it('is not shown where neither the workflow nor the journal has a date, or on a deleted record', async () => {
    await renderApp({ rows: [deal({ stage: 'proposal' })], at });
    await screen.findByRole('list', { name: 'Stage' });
    expect(screen.queryByText(/days? in /)).toBeNull();
    cleanup();
    await renderApp({ rows: [deal({ stage: 'engaging' }, 'deleted')], at });
    await screen.findByRole('button', { name: /Restore/ });
    expect(screen.queryByText(/days? in /)).toBeNull();
  });
});
