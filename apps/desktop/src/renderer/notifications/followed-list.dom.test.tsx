import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord, me } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';
import { myNotificationsKind } from '../places/my-notifications.ts';

installDomLayout();
const idOf = (n: number) => `0190b1f2-7c00-7000-8000-0000000009${String(n).padStart(2, '0')}`;
const deal = (n: number) => givenShownRecord({ id: idOf(n), fields: { name: `Deal ${n}`, stage: 'engaging' } });

/** Opens the preferences of a person who follows these records. */
async function open(following: readonly string[], rows: readonly ReturnType<typeof deal>[]) {
  const mine = givenShownRecord({
    id: idOf(99),
    entity: myNotificationsKind,
    ownerId: me,
    fields: { following: [...following] },
  });
  const app = await renderApp({ at: '/notifications?preferences=true', rows: [mine, ...rows] });
  return { ...app, list: within(await screen.findByRole('region', { name: 'You follow' })) };
}

describe('the records that a person follows', () => {
  it('are listed with the last one first, open, and are left', async () => {
    const { list, performed, router } = await open(
      [1, 2].map((n) => `crm/deal:${idOf(n)}`),
      [deal(1), deal(2)],
    );
    await list.findByRole('button', { name: 'Deal 1' });
    expect(list.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual(['Deal 2', 'Deal 1']);
    fireEvent.click(list.getByRole('button', { name: 'Stop following Deal 1' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Stopped following Deal 1',
      edits: [{ fields: { following: [`crm/deal:${idOf(2)}`] } }],
    });
    expect(await screen.findByText('No longer following Deal 1')).toBeDefined();
    fireEvent.click(list.getByRole('button', { name: 'Deal 2' }));
    await waitFor(() => expect(router.state.location.pathname).toBe(`/record/${idOf(2)}`));
  });

  it('can be left when they are not on this computer, and are shown in steps', async () => {
    const many = Array.from({ length: 25 }, (_, n) => `crm/deal:${idOf(n)}`);
    const { list } = await open(many, [deal(24)]);
    await list.findByRole('button', { name: 'Deal 24' });
    expect(list.getAllByRole('listitem')).toHaveLength(20);
    expect(await list.findAllByRole('button', { name: 'Stop following A deal that is not on this computer' })).toHaveLength(19); // prettier-ignore
    fireEvent.click(list.getByRole('button', { name: 'Show 5 more' }));
    expect(list.getAllByRole('listitem')).toHaveLength(25);
  });

  it('are explained where there is none', async () => {
    const { list } = await open([], []);
    expect(list.getByText(/You follow no record/)).toBeDefined();
  });
});
