import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord, me } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const vienna = { latitude: 48.2082, longitude: 16.3738 };
const idOf = (last: number) => `0190b1f2-7c00-7000-8000-000000000c0${last}`;
const account = (last: number, name: string, more: object = {}) =>
  givenShownRecord({ id: idOf(last), entity: 'crm/account', fields: { name, ...more } });
const rows = [
  account(1, 'Wien GmbH', { place: vienna, annualRevenue: { amount: 100_000, currency: 'USD' }, sector: 'retail' }),
  account(2, 'Graz GmbH', { place: { latitude: 47.07, longitude: 15.44 } }),
];
type Asked = { readonly entity: string; readonly where?: unknown };

/** Opens the map of accounts in a DOM, which has no WebGL, as some computers have none. */
async function given(
  at = '/list/crm/account?kind=map',
  placed = rows,
  untilCounted: (where: string) => Promise<void> = () => Promise.resolve(),
) {
  const asked: Asked[] = [];
  const app = await renderApp({
    rows,
    at,
    handlers: {
      'records.list': (input) => {
        asked.push(input);
        const isWithout = JSON.stringify(input.where ?? '').includes('is-empty');
        const found = input.entity !== 'crm/account' ? [] : isWithout ? [account(3, 'Nowhere AG')] : placed;
        return Promise.resolve(accept({ rows: found, refs: {}, next: null }));
      },
      'records.summary': async (input) => {
        const where = JSON.stringify(input.where ?? '');
        await untilCounted(where);
        const count = where.includes('is-empty') ? 1 : placed.length;
        return accept({ groups: [{ value: null, count, sums: {} }], refs: {} });
      },
      'records.places': () =>
        Promise.resolve(accept({ ids: rows.map(({ id }) => id), degrees: [48.2082, 16.3738, 47.07, 15.44], more: false })), // prettier-ignore
      'map.files': () => Promise.resolve(accept({ files: [] })),
    },
  });
  return { ...app, asked };
}

async function givenList(...[at, placed, untilCounted]: Parameters<typeof given>) {
  const app = await given(at, placed, untilCounted);
  const list = await screen.findByRole('listbox', { name: 'Accounts, list' });
  await within(list).findByText('Wien GmbH');
  return { ...app, list };
}

describe('the map of a list', () => {
  it('says in words that this computer draws no maps, and lists the same records', async () => {
    const { list } = await givenList();
    expect(await screen.findByText('This computer can’t draw maps.')).toBeDefined();
    expect(
      within(list)
        .getAllByRole('option')
        .map((row) => row.textContent),
    ).toEqual([expect.stringContaining('Wien GmbH'), expect.stringContaining('Graz GmbH')]);
    expect(screen.getByText('2 on the map')).toBeDefined();
  });

  it('moves the selection by keys, announces it, and opens the record by Enter', async () => {
    const { list } = await givenList();
    fireEvent.keyDown(list, { key: 'ArrowDown' });
    fireEvent.keyDown(list, { key: 'j' });
    const second = within(list).getByRole('option', { name: /Graz GmbH/ });
    await waitFor(() => expect(second.getAttribute('aria-selected')).toBe('true'));
    expect(list.getAttribute('aria-activedescendant')).toBe(second.id);
    expect(screen.getByText('Graz GmbH, 2 of 2')).toBeDefined();
    fireEvent.keyDown(list, { key: 'Enter' });
    expect(await screen.findByRole('complementary', { name: /Graz GmbH|Wien GmbH/ })).toBeDefined();
  });

  it('[D-3] shows the new name, address and owner of a changed record in its row', async () => {
    const placed = [...rows];
    const { client, list } = await givenList(undefined, placed);
    placed[1] = { ...account(2, 'Graz AG', { address: { street: 'Ring 1', city: 'Graz' } }), ownerId: me };
    await act(() => client.invalidateQueries({ queryKey: ['records.list', 'crm/account'] }));
    const row = await within(list).findByRole('option', { name: /Graz AG/ });
    expect(row.textContent).toContain('Ring 1');
    expect(within(row).getByRole('img', { name: 'Ilse Torvane' })).toBeDefined();
    expect(within(list).getByText('Wien GmbH')).toBeDefined();
    expect(within(list).queryByText('Graz GmbH')).toBeNull();
  });

  it('counts the records without a place, and lists them', async () => {
    await givenList();
    fireEvent.click(screen.getByRole('button', { name: 'show' }));
    expect(await screen.findByText('Nowhere AG')).toBeDefined();
    expect(screen.getByText('1 without a place')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Back to the map' }));
    expect(await screen.findByText('Wien GmbH')).toBeDefined();
  });

  it('says that no record has a place, and names the field', async () => {
    await given(undefined, []);
    expect(await screen.findByText('No accounts on the map')).toBeDefined();
    expect(screen.getByText('1 without a place. Set it in the field “Place”.')).toBeDefined();
    expect(screen.queryByText('No accounts yet')).toBeNull();
  });

  it('asks for the records of the area in its address', async () => {
    const near = { field: 'place', op: 'near', value: { ...vienna, metres: 5_000 } };
    const { asked } = await givenList(`/list/crm/account?kind=map&where=${encodeURIComponent(JSON.stringify(near))}`);
    expect(asked.filter(({ entity }) => entity === 'crm/account').at(-1)?.where).toEqual(near);
    expect(screen.getByText('2 in the area')).toBeDefined();
    expect(screen.getByText(/within 5 km of 48.2082, 16.3738|within 3.1 mi of 48.2082, 16.3738/)).toBeDefined();
  });

  it('says that its count is that of the area only when the records of the area are counted', async () => {
    let finishCount = () => {};
    const isCounted = new Promise<void>((resolve) => (finishCount = resolve));
    const { router } = await givenList(undefined, rows, (where) =>
      where.includes('near') ? isCounted : Promise.resolve(),
    );
    const near = { field: 'place', op: 'near', value: { ...vienna, metres: 5_000 } } as const;
    await act(() => router.navigate({ to: '.', search: { kind: 'map', where: near } }));
    expect(await screen.findByText(/within (5 km|3.1 mi) of 48.2082, 16.3738/)).toBeDefined();
    expect(screen.getByText('2 on the map')).toBeDefined();
    finishCount();
    expect(await screen.findByText('2 in the area')).toBeDefined();
  });

  it('[Q-3] orders the records of a circle by their distance, and shows it', async () => {
    const near = { field: 'place', op: 'near', value: { ...vienna, metres: 500_000 } };
    const { asked, list } = await givenList(
      `/list/crm/account?kind=map&where=${encodeURIComponent(JSON.stringify(near))}`,
    );
    fireEvent.click(screen.getByRole('checkbox', { name: 'Nearest first' }));
    const sorts = () => asked.flatMap((input) => ('sort' in input ? [input.sort] : [])).at(-1);
    await waitFor(() => expect(sorts()).toEqual([{ field: 'place', direction: 'asc', from: vienna }]));
    await waitFor(() =>
      expect(within(list).getAllByRole('option')[1]?.textContent).toMatch(/14\d\u00A0km|9\d\u00A0mi/),
    );
    expect(screen.getAllByRole('button', { name: /Nearest to/ }).length).toBeGreaterThan(0);
    fireEvent.click(screen.getByRole('checkbox', { name: 'Nearest first' }));
    await waitFor(() => expect(screen.queryAllByRole('button', { name: /Nearest to/ })).toEqual([]));
  });
});
