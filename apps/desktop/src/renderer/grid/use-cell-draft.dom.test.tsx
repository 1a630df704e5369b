import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord();
const at = '/list/crm/deal?kind=grid';
const cellKey = 'draft/cell/crm/deal';
const pageKey = `draft/fields/${deal.id}`;

/** Types a text into the value of the first deal. */
async function type(text: string): Promise<HTMLElement> {
  const grid = await screen.findByRole('grid', { name: 'Deals' });
  fireEvent.doubleClick(await within(grid).findByText('$46,800'));
  const input = within(grid).getByRole('textbox');
  fireEvent.change(input, { target: { value: text } });
  return input;
}

describe('the text of a cell', () => {
  it('that cannot be read is moved to the page of its record when the person leaves the list', async () => {
    const { local, router, performed } = await renderApp({ rows: [deal], at });
    const input = await type('46k or so');
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() =>
      expect(local.get(cellKey)).toEqual({ id: deal.id, title: 'Acme renewal', field: 'value', text: '46k or so' }),
    );
    await act(() => router.navigate({ to: '/' }));
    await waitFor(() => expect(local.get(pageKey)).toEqual({ value: '46k or so' }));
    expect(local.get(cellKey)).toBeNull();
    expect(await screen.findByText('“46k or so” is not stored yet: Value of Acme renewal')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: /^Open/ }));
    expect(await screen.findByDisplayValue('46k or so')).toBeDefined();
    expect(performed).toEqual([]);
  });

  it('is removed when it is stored or discarded', async () => {
    const { local, router, performed } = await renderApp({ rows: [deal], at });
    fireEvent.keyDown(await type('500'), { key: 'Enter' });
    await waitFor(() => expect(performed).toHaveLength(1));
    fireEvent.keyDown(await type('600'), { key: 'Escape' });
    await act(() => router.navigate({ to: '/' }));
    expect(local.get(cellKey)).toBeNull();
    expect(local.get(pageKey)).toBeUndefined();
  });

  it('is moved to the page even if the app ended before the cell was left', async () => {
    const local = new Map<string, JsonValue>([
      [cellKey, { id: deal.id, title: 'Acme renewal', field: 'value', text: '47' }],
      [pageKey, { name: 'Acme ren' }],
    ]);
    await renderApp({
      rows: [deal],
      at,
      handlers: {
        'local.get': ({ key }) => Promise.resolve(accept({ value: local.get(key) ?? null })),
        'local.set': ({ key, value }) => {
          local.set(key, value);
          return Promise.resolve(accept(null));
        },
      },
    });
    await waitFor(() => expect(local.get(pageKey)).toEqual({ name: 'Acme ren', value: '47' }));
    expect(await screen.findByText('“47” is not stored yet: Value of Acme renewal')).toBeDefined();
    await waitFor(() => expect(local.get(cellKey)).toBeNull());
  });
});
