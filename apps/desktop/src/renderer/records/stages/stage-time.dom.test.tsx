import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../testing/given-record.ts';
import { type GivenReplica, renderApp } from '../../testing/render-app.tsx';

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

  it('is not shown if neither the workflow nor the journal has a date, or on a deleted record', async () => {
    await renderApp({ rows: [deal({ stage: 'proposal' })], at });
    await screen.findByRole('list', { name: 'Stage' });
    expect(screen.queryByText(/days? in /)).toBeNull();
    cleanup();
    await renderApp({ rows: [deal({ stage: 'engaging' }, 'deleted')], at });
    await screen.findByRole('button', { name: /Restore/ });
    expect(screen.queryByText(/days? in /)).toBeNull();
  });

  it('marks a record that is too long in its stage in a list and on the home page, by the limit that an administrator has set', async () => {
    const late = deal({ stage: 'proposal' });
    const fresh = givenShownRecord({ id: `${late.id.slice(0, -1)}2`, fields: { name: 'Fresh', stage: 'proposal' } });
    const asked: (readonly string[])[] = [];
    const handlers: GivenReplica['handlers'] = {
      'records.stageSince': ({ ids }) => {
        asked.push(ids);
        return Promise.resolve(accept({ since: { [late.id]: { at: '2026-10-21T10:00:00.000Z', isAtLeast: false }, [fresh.id]: { at: '2026-11-19T10:00:00.000Z', isAtLeast: false } } })); // prettier-ignore
      },
    };
    const stages = [{ fields: { forEntity: 'crm/deal', value: 'proposal', days: 14 }, isRemoved: false }];
    const given = { rows: [late, fresh], handlers, definitions: { stages } };
    const why = '30 days in Proposal. Since 21 Oct 2026. Too long: at most 14 days';
    await renderApp({ ...given, at: '/list/crm/deal?kind=grid' });
    expect((await screen.findAllByRole('img', { name: why })).map((icon) => icon.parentElement?.textContent)).toEqual(['Proposal']); // prettier-ignore
    cleanup();
    await renderApp({ ...given, at: '/' });
    const section = within(await screen.findByRole('region', { name: 'Deals too long in a stage' }));
    expect(await section.findByRole('button', { name: 'Acme renewal' })).toBeDefined();
    expect(section.queryByRole('button', { name: 'Fresh' })).toBeNull();
    cleanup();
    asked.length = 0;
    await renderApp({ ...given, definitions: {}, at: '/list/crm/deal?kind=grid' });
    await screen.findAllByText('Proposal');
    expect(asked).toEqual([]); // no stage has a limit
  });
});
