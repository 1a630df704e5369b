import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../bridge/contract.ts';
import { emptySyncStatus } from '../../bridge/empty-sync-status.ts';
import { dana, givenShownRecord } from '../testing/given-record.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';

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

describe('a change of more rows than one act takes', () => {
  const rows = Array.from(
    { length: 2_500 },
    (_, place) =>
    givenShownRecord({ id: `0190b1f2-7c00-7000-8000-${String(place).padStart(12, '0')}`, fields: { name: place === 0 ? 'Acme renewal' : `Deal ${place}`, stage: 'proposal' } }), // prettier-ignore
  );
  async function pasteAll(more: Partial<Parameters<typeof renderApp>[0]> = {}) {
    const app = await renderApp({ rows, at, ...more });
    const grid = await theGrid();
    act(() => grid.focus());
    fireEvent.keyDown(grid, { key: 'ArrowRight' });
    const names = rows.map((_, place) => `New ${place}`).join('\n');
    fireEvent.paste(grid, { clipboardData: { getData: (type: string) => (type === 'text/plain' ? `${names}\none\ntwo` : '') } }); // prettier-ignore
    return app;
  }

  it('makes several acts of one group, of all rows, and says what did not fit', async () => {
    const { performed } = await pasteAll();
    await waitFor(() => expect(performed).toHaveLength(3), { timeout: 5_000 });
    const edits = performed.flatMap((request) => request.edits);
    expect(edits.map((edit) => ('fields' in edit ? [edit.id, edit.fields['name']] : []))).toEqual(
      rows.map(({ id }, place) => [id, `New ${place}`]),
    );
    expect(new Set(performed.map(({ group }) => group)).size).toBe(1);
    expect(performed[0]?.group).toBeDefined();
    const said = 'Pasted into 2,500 cells of 2,500 deals. 2 rows did not fit below the end of the list.';
    expect(await screen.findByText(said)).toBeDefined();
  });

  it('is undone as a whole where one of its acts is refused', async () => {
    const undone: string[] = [];
    let made = 0;
    await pasteAll({
      handlers: {
        'acts.perform': () => {
          made += 1;
          return Promise.resolve(made === 3 ? refuse('access/denied', 'You may not change Deal 2400.', { action: 'update' }) : accept({ act: deal.id, ids: [] })); // prettier-ignore
        },
        'acts.undoGroup': ({ group }) => {
          undone.push(group);
          return Promise.resolve(accept({ acts: 2, group }));
        },
      },
    });
    expect(await screen.findByText('You may not change Deal 2400.', {}, { timeout: 5_000 })).toBeDefined();
    expect(undone).toHaveLength(1);
    expect(screen.queryByText(/Pasted into/u)).toBeNull();
  });
});

describe('the columns of a grid', () => {
  it('are the title, the stage and the value next to an open record', async () => {
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

describe('the columns of referred fields', () => {
  const acme = '0190b1f2-7c00-7000-8000-000000000a01';
  const hidden = '0190b1f2-7c00-7000-8000-000000000a02';
  const named = (name: string, place: number, account?: string) =>
    givenShownRecord({ id: `0190b1f2-7c00-7000-8000-000000000d1${place}`, fields: { name, stage: 'proposal', ...(account === undefined ? {} : { account }) } }); // prettier-ignore
  const rows = [named('Acme renewal', 1, acme), named('Of another', 2, hidden), named('Alone', 3)];
  const fields = { sector: 'Pumps', annualRevenue: { amount: 90_000, currency: 'USD' }, ownerId: dana };
  const refs = {
    [acme]: { entity: 'crm/account', title: 'Acme GmbH', life: 'alive', fields },
    [dana]: { entity: 'platform/person', title: 'Dana Vell', life: 'alive' },
  };
  /** Draws a grid with columns of the account, which the device has kept. */
  async function given(more: Partial<Parameters<typeof renderApp>[0]> = {}) {
    const lists: CallInput<'records.list'>[] = [];
    const kept = ['name', 'account', 'account.sector', 'account.annualRevenue', 'account.ownerId', 'account.colour'];
    const app = await renderApp({
      at,
      handlers: {
        'records.list': (input) => {
          lists.push(input);
          return Promise.resolve(accept({ rows: input.entity === 'crm/deal' ? rows : [], refs: input.referred ? refs : {}, next: null })); // prettier-ignore
        },
        'records.summary': () => Promise.resolve(accept({ groups: [{ value: null, count: 3, sums: {} }], refs: {} })),
        'local.get': ({ key }) =>
          Promise.resolve(accept({ value: key === 'grid/crm/deal' ? { columns: kept } : null })),
      },
      ...more,
    });
    await theGrid();
    const cells = (name: string) => {
      const row = screen.getAllByRole('row').find((one) => within(one).queryByText(name));
      return row ? within(row).getAllByRole('gridcell').map((cell) => cell.textContent?.trim()) : []; // prettier-ignore
    };
    return { ...app, lists, cells };
  }

  it('[A-5] [Q-3] are asked for with the rows, read-only, and empty for a record out of sight', async () => {
    const { lists, cells } = await given();
    expect(headers().slice(1).map((text) => text?.trim())).toEqual(['Deal', 'Account', 'Account: Sector', 'Account: Annual revenue', 'Account: Owner']); // prettier-ignore
    await waitFor(() => expect(cells('Acme renewal').slice(-3)).toEqual(['Pumps', '$900', 'DVDana Vell']));
    expect(cells('Of another').slice(-4)).toEqual(['Not shared with you', '', '', '']);
    expect(cells('Alone').slice(-4)).toEqual(['', '', '', '']);
    expect(lists.find(({ entity }) => entity === 'crm/deal')?.referred).toEqual(['account.sector', 'account.annualRevenue', 'account.ownerId']); // prettier-ignore
    const cell = screen.getByText('Pumps').closest('[role="gridcell"]');
    expect(cell?.getAttribute('aria-readonly')).toBe('true');
    fireEvent.pointerDown(screen.getByText('Pumps'), { button: 0, pointerType: 'mouse' });
    fireEvent.doubleClick(screen.getByText('Pumps'));
    expect(await screen.findByRole('note')).toMatchObject({ textContent: 'A field of the account. Open the account to change it.' }); // prettier-ignore
    expect(within(await theGrid()).queryByRole('textbox')).toBeNull();
  });

  it('[A-6] say where this device does not keep the kind of the record', async () => {
    const { cells } = await given({ sync: { ...emptySyncStatus, state: 'up-to-date', notKept: ['crm/account'] } });
    await waitFor(() => expect(cells('Of another').slice(-3)).toEqual(Array.from({ length: 3 }, () => 'Not kept on this device'))); // prettier-ignore
    expect(cells('Alone').slice(-3)).toEqual(['', '', '']);
  });

  it('[A-5] are not drawn for a kind that the person may not read', async () => {
    const membership = { role: 'made', teamId: null, grants: ['crm/deal:read@org'], portal: false };
    const { lists } = await given({ session: givenSession({ memberships: [membership] }) });
    expect(headers().filter((text) => text?.startsWith('Account: '))).toEqual([]);
    expect(lists.every(({ referred = [] }) => referred.length === 0)).toBe(true);
  });

  it('sort the list, are copied, and cannot be pasted into', async () => {
    const { router, performed } = await given();
    const grid = await theGrid();
    await within(grid).findByText('Pumps');
    fireEvent.pointerDown(screen.getByText('Pumps'), { button: 0, pointerType: 'mouse' });
    const copied = new Map<string, string>();
    fireEvent.copy(grid, { clipboardData: { setData: (type: string, text: string) => void copied.set(type, text) } });
    expect(copied.get('text/plain')).toBe('Pumps');
    fireEvent.paste(grid, { clipboardData: { getData: (type: string) => (type === 'text/plain' ? 'Valves' : '') } });
    expect(await within(grid).findByRole('note')).toBeDefined();
    expect(performed).toEqual([]);
    fireEvent.click(screen.getByTitle('Sort by Account: Sector'));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ sort: 'account.sector.asc' }));
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

  it('[Q-3] are without sums if those are too costly, and without groups if there are too many', async () => {
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

  it('[Q-3] are replaced by the whole list, with the reason, if the rows of one group cannot be asked for', async () => {
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
