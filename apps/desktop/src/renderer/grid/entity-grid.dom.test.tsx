import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../bridge/contract.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord();
const other = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-000000000d02',
  fields: { name: 'Brook Farm', stage: 'proposal' },
});
const at = '/list/crm/deal?kind=grid';
/** Returns the grid when it has drawn its first row: its frame comes before its rows. */
async function theGrid() {
  const grid = await screen.findByRole('grid', { name: 'Deals' });
  await within(grid).findByText('Acme renewal');
  return grid;
}
const headers = () => screen.getAllByRole('columnheader').map((head) => head.textContent);

describe('changes in a grid', () => {
  it('make one act for a cell, labelled with its field', async () => {
    const { performed } = await renderApp({ rows: [deal], at });
    const grid = await theGrid();
    fireEvent.doubleClick(within(grid).getByText('$46,800'));
    const input = within(grid).getByRole('textbox');
    fireEvent.change(input, { target: { value: '500' } });
    fireEvent.keyDown(input, { key: 'Enter' });
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      edits: [{ id: deal.id, fields: { value: { amount: 50_000, currency: 'USD' } } }],
    });
    expect(performed[0]?.label).toMatch(/Value.*Acme renewal/);
  });

  it('make one act for all cells of a paste, decided record by record', async () => {
    const { performed } = await renderApp({ rows: [deal, other], at });
    const grid = await theGrid();
    act(() => grid.focus());
    fireEvent.keyDown(grid, { key: 'ArrowRight' });
    const names = 'Acme 2\nBrook 2';
    fireEvent.paste(grid, { clipboardData: { getData: (type: string) => (type === 'text/plain' ? names : '') } });
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Pasted into 2 cells of 2 deals',
      shape: 'each',
      edits: [
        { id: deal.id, fields: { name: 'Acme 2' } },
        { id: other.id, fields: { name: 'Brook 2' } },
      ],
    });
  });
});

describe('the columns of a grid', () => {
  it('are the title, the stage and the value beside an open record', async () => {
    const { router } = await renderApp({ rows: [deal], at });
    await theGrid();
    const all = headers();
    act(() => router.history.push(`${at}&open=${deal.id}`));
    await waitFor(() => expect(headers().length).toBeLessThan(all.length));
    expect(
      headers()
        .slice(1)
        .map((text) => text?.trim()),
    ).toEqual(['Deal', 'Stage', 'Value']);
  });
});

describe('the rows and totals of a grid', () => {
  it('are requested in the order of the group, and sum the shown money columns', async () => {
    const lists: CallInput<'records.list'>[] = [];
    const summaries: CallInput<'records.summary'>[] = [];
    const group = (value: string, count: number) => ({ value, count, sums: { value: { USD: count * 100 } } });
    await renderApp({
      at: `${at}&group=stage&sort=name.desc`,
      handlers: {
        'records.list': (input) => {
          lists.push(input);
          return Promise.resolve(accept({ rows: [deal, other], refs: {}, next: null }));
        },
        'records.summary': (input) => {
          summaries.push(input);
          const groups = input.groupBy === undefined ? [{ ...group('', 2), value: null }] : [group('prospecting', 1), group('proposal', 1)]; // prettier-ignore
          return Promise.resolve(accept({ groups, refs: {} }));
        },
      },
    });
    const grid = await screen.findByRole('treegrid', { name: 'Deals' });
    const sorts = lists.filter(({ entity }) => entity === 'crm/deal').map(({ sort }) => sort);
    expect(sorts).toContainEqual([
      { field: 'stage', direction: 'asc' },
      { field: 'name', direction: 'desc' },
    ]);
    expect(summaries.find(({ groupBy }) => groupBy === 'stage')?.sums).toEqual(['value']);
    const heads = () =>
      within(grid)
        .getAllByRole('row')
        .flatMap((row) => row.getAttribute('aria-expanded') ?? []);
    await waitFor(() => expect(heads()).toEqual(['true', 'true']));
    fireEvent.click(within(grid).getByText('Proposal', { selector: 'b' }));
    await waitFor(() => expect(heads()).toEqual(['true', 'false']));
  });
});
