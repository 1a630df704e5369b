import { accept, refuse } from '@outpost/domain/kernel/refusal';
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
const prospect = givenShownRecord({
  id: '0190b1f2-7c00-7000-8000-000000000d03',
  fields: { name: 'Cedar', stage: 'prospecting' },
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
  it('are requested for each group in sight, and sum the shown money columns', async () => {
    const lists: CallInput<'records.list'>[] = [];
    const summaries: CallInput<'records.summary'>[] = [];
    const group = (value: string, count: number) => ({ value, count, sums: { value: { USD: count * 100 } } });
    const { local } = await renderApp({
      at: `${at}&group=stage&sort=name.desc`,
      handlers: {
        'records.list': (input) => {
          lists.push(input);
          return Promise.resolve(accept({ rows: [other, prospect], refs: {}, next: null }));
        },
        'records.summary': (input) => {
          summaries.push(input);
          const groups = input.groupBy === undefined ? [{ ...group('', 2), value: null }] : [group('prospecting', 1), group('proposal', 1)]; // prettier-ignore
          return Promise.resolve(accept({ groups, refs: {} }));
        },
      },
    });
    const grid = await screen.findByRole('treegrid', { name: 'Deals' });
    await within(grid).findByText('Brook Farm');
    const asked = lists.filter(({ entity }) => entity === 'crm/deal').map(({ where, sort }) => ({ where, sort }));
    expect(asked).toContainEqual({
      where: { field: 'stage', op: 'one-of', value: ['prospecting', 'proposal'] },
      sort: [{ field: 'name', direction: 'desc' }],
    });
    expect(summaries.find(({ groupBy }) => groupBy === 'stage')?.sums).toEqual(['value']);
    const heads = () =>
      within(grid)
        .getAllByRole('row')
        .flatMap((row) => row.getAttribute('aria-expanded') ?? []);
    await waitFor(() => expect(heads()).toEqual(['true', 'true']));
    fireEvent.click(within(grid).getByText('Proposal', { selector: 'b' }));
    await waitFor(() => expect(heads()).toEqual(['true', 'false']));
    expect(local.get('grid/crm/deal/folds/all')).toEqual({ group: 'stage', all: false, except: ['"proposal"'] });
  });

  it('[Q-3] are without sums where those are too costly, and without groups where there are too many', async () => {
    const summaries: CallInput<'records.summary'>[] = [];
    const total = { value: null, count: 2, sums: {} };
    const isMany = (input: CallInput<'records.summary'>) => input.bucket === 'month';
    const { router } = await renderApp({
      rows: [deal, other],
      at: `${at}&group=account`,
      handlers: {
        'records.summary': (input) => {
          summaries.push(input);
          if (input.groupBy === undefined) return Promise.resolve(accept({ groups: [total], refs: {} }));
          if (isMany(input)) return Promise.resolve(accept({ groups: [total], more: true, refs: {} }));
          if (input.sums?.length === 0) return Promise.resolve(accept({ groups: [total], refs: {} }));
          return Promise.resolve(refuse('query/too-costly', 'Too many.', { rows: 900_000, limit: 250_000, cheaper: 'a word' })); // prettier-ignore
        },
      },
    });
    const grid = await screen.findByRole('treegrid', { name: 'Deals' });
    await within(grid).findByText('No account');
    await screen.findByText('The groups show no sums: this list is too long to sum by this field.');
    act(() => router.history.push(`${at}&group=closesOn`));
    await screen.findByText(/^The list is not grouped: there are more than 10,000 groups\./);
    expect(summaries.find(isMany)?.groupBy).toBe('closesOn');
    await within(await screen.findByRole('grid', { name: 'Deals' })).findByText('Acme renewal');
  });

  it('[Q-3] give way to the whole list, with the reason, where the rows of one group cannot be asked for', async () => {
    const isOfGroup = ({ where }: CallInput<'records.list'>) => JSON.stringify(where ?? null).includes('stage');
    await renderApp({
      rows: [deal, other],
      at: `${at}&group=stage`,
      handlers: {
        'records.list': (input) =>
          Promise.resolve(
            isOfGroup(input)
              ? refuse('query/too-costly', 'One group is too long.', {
                  rows: 900_000,
                  limit: 250_000,
                  cheaper: 'a word',
                })
              : accept({ rows: [deal, other], next: null, refs: {} }),
          ),
      },
    });
    await screen.findByText('The list is not grouped. One group is too long.');
    const grid = await screen.findByRole('grid', { name: 'Deals' });
    await within(grid).findByText('Acme renewal');
    await within(grid).findByText('Brook Farm');
  });

  it('show no rows in another order while the groups are still counted', async () => {
    let answer: () => void = () => undefined;
    const counted = new Promise<void>((done) => (answer = done));
    const asked: CallInput<'records.list'>[] = [];
    const total = { value: null, count: 2, sums: {} };
    await renderApp({
      rows: [deal, other],
      at: `${at}&group=account`,
      handlers: {
        'records.summary': async (input) => {
          if (input.groupBy !== undefined) await counted;
          return accept({ groups: [total], refs: {} });
        },
        'records.list': (input) => {
          if (input.entity === 'crm/deal') asked.push(input);
          return Promise.resolve(
            accept({ rows: input.entity === 'crm/deal' ? [deal, other] : [], next: null, refs: {} }),
          );
        },
      },
    });
    const grid = await screen.findByRole('grid', { name: 'Deals' });
    await waitFor(() => expect(document.body.textContent).toContain('2 deals'));
    expect([within(grid).queryByText('Acme renewal'), asked.length]).toEqual([null, 0]);
    expect(screen.queryByText(/No deals/)).toBeNull();
    answer();
    await within(await screen.findByRole('treegrid', { name: 'Deals' })).findByText('Acme renewal');
    expect(asked.every(({ where }) => where !== undefined)).toBe(true);
  });
});
