import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../bridge/contract.ts';
import { textIn } from '../records/values/shown-value.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const idOf = (place: number) => `0190b1f2-7c00-7000-8000-000000000c0${place}`;
const deal = givenShownRecord({ id: idOf(1), fields: { name: 'Harbour refit', stage: 'engaging' } });
const account = givenShownRecord({ id: idOf(2), entity: 'crm/account', fields: { name: 'Harbour Hotel' } });
const other = givenShownRecord({ id: idOf(3), entity: 'crm/account', fields: { name: 'Cobblewick Brewery' } });
const rows = [deal, account, other];

/** Opens the page; `asked` collects the questions for rows. */
async function open(at = '/search') {
  const asked: CallInput<'records.list'>[] = [];
  const found = (entity: string, search = '') =>
    rows.filter((row) => row.entity === entity && textIn(row.fields['name']).toLowerCase().includes(search.toLowerCase())); // prettier-ignore
  const drawn = await renderApp({
    rows,
    at,
    handlers: {
      'records.list': (input) => {
        if (input.search !== undefined) asked.push(input);
        return Promise.resolve(accept({ rows: found(input.entity, input.search), refs: {}, next: null }));
      },
      'records.summary': ({ entity, search }) =>
        Promise.resolve(accept({ groups: [{ value: null, count: found(entity, search).length, sums: {} }], refs: {} })),
    },
  });
  const words = await screen.findByRole('searchbox', { name: 'Words to find' });
  const type = (value: string) => fireEvent.change(words, { target: { value } });
  return { ...drawn, asked, words, type };
}
const kind = async (name: string) => within(await screen.findByRole('region', { name }));

describe('the search page', () => {
  it('shows the records that contain the words, by kind, and counts them', async () => {
    const { type } = await open();
    expect(screen.getByText('Find any record')).toBeDefined();
    type('harbour');
    expect((await kind('Deals')).getByText('Harbour refit')).toBeDefined();
    expect((await kind('Accounts')).getByText('Harbour Hotel')).toBeDefined();
    expect(screen.queryByText('Cobblewick Brewery')).toBeNull();
    expect(screen.getByText('2 records on this device')).toBeDefined();
  });

  it('is narrowed by kind, owner and time of the last change, and keeps that in its address', async () => {
    const { asked, router } = await open('/search?text=harbour');
    fireEvent.click(await screen.findByRole('button', { name: /^Accounts/, pressed: false }));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Deals' })).toBeNull());
    fireEvent.click(within(screen.getByRole('group', { name: 'Owner' })).getByRole('button', { name: 'Me' }));
    fireEvent.click(screen.getByRole('button', { name: 'Last 7 days' }));
    await waitFor(() =>
      expect(asked.findLast(({ entity }) => entity === 'crm/account')).toMatchObject({
        search: 'harbour',
        limit: 100,
        where: {
          and: [
            { field: 'ownerId', op: 'is', value: '@me' },
            { field: 'updatedAt', op: 'within', value: { direction: 'last', count: 7, unit: 'day' } },
          ],
        },
      }),
    );
    expect(router.state.location.search).toEqual({
      text: 'harbour',
      kind: 'crm/account',
      owner: 'me',
      changed: 'week',
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Open as a list' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/list/crm/account'));
    expect(router.state.location.search).toMatchObject({ search: 'harbour', kind: 'grid' });
  });

  it('moves from the words to the hits by the arrow keys, and opens one', async () => {
    const { words, router } = await open('/search?text=harbour');
    await kind('Accounts');
    act(() => words.focus());
    fireEvent.keyDown(words, { key: 'ArrowDown' });
    expect(document.activeElement?.textContent).toContain('Harbour refit');
    fireEvent.keyDown(document.activeElement ?? words, { key: 'ArrowDown' });
    fireEvent.click(document.activeElement ?? words);
    await waitFor(() => expect(router.state.location.pathname).toBe(`/record/${account.id}`));
  });

  it('says when nothing matches, and offers to search in everything', async () => {
    const { router } = await open('/search?text=nothing&owner=me');
    expect(await screen.findByText('No record matches')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Search in everything' }));
    await waitFor(() => expect(router.state.location.search).toEqual({ text: 'nothing' }));
  });
});
