import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { givenRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
afterEach(cleanup);
const deal = (fields: object, life = 'alive') =>
  givenRecord({ life, fields: { name: 'Acme renewal', engagedOn: '2026-11-08', ...fields } });
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

  it('is not shown where the workflow has no date for the stage, or on a deleted record', async () => {
    await renderApp({ rows: [deal({ stage: 'proposal' })], at });
    await screen.findByRole('list', { name: 'Stage' });
    expect(screen.queryByText(/days? in /)).toBeNull();
    cleanup();
    await renderApp({ rows: [deal({ stage: 'engaging' }, 'deleted')], at });
    await screen.findByRole('button', { name: /Restore/ });
    expect(screen.queryByText(/days? in /)).toBeNull();
  });
});
