import { installedCatalogue } from '@outpost/domain/installed-packs';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { exportFormats } from '../../bridge/calls/export-calls.ts';
import { pinnedLists } from '../places/areas.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord();
const at = '/list/crm/deal?kind=grid';
const noPairs = { pairs: [], apart: [], foundAt: '2026-11-20T08:00:00.000Z', records: 0, isCut: false, running: null, problem: null }; // prettier-ignore
const press = (key: string) => fireEvent.keyDown(document.body, { key });
/** Opens the menu and presses an entry. */
async function pick(...names: readonly (string | RegExp)[]): Promise<void> {
  fireEvent.click(await screen.findByRole('button', { name: 'More for this list' }));
  for (const name of names) fireEvent.click(await screen.findByRole('menuitem', { name, hidden: true }));
}

describe('the bar of a list', () => {
  it('searches at each keystroke after /, and keeps the search as a chip when the field closes', async () => {
    const { router } = await renderApp({ rows: [deal], at });
    await screen.findByRole('grid', { name: 'Deals' });
    press('/');
    const field = await screen.findByRole('textbox', { name: 'Search in Deals' });
    fireEvent.change(field, { target: { value: 'acme' } });
    await waitFor(() => expect(router.state.location.search).toMatchObject({ search: 'acme' }));
    fireEvent.keyDown(field, { key: 'Enter' });
    await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Search in Deals' })).toBeNull());
    expect(screen.getByText('Found by')).toBeDefined();
    press('/');
    fireEvent.change(await screen.findByRole('textbox', { name: 'Search in Deals' }), { target: { value: '  ' } });
    await waitFor(() => expect(router.state.location.search).not.toHaveProperty('search', 'acme'));
  });

  it('shows the next view with Shift+V, and adds a record with C', async () => {
    const { router } = await renderApp({ rows: [deal], at });
    await screen.findByRole('grid', { name: 'Deals' });
    fireEvent.keyDown(document.body, { key: 'V', shiftKey: true });
    await waitFor(() => expect(router.state.location.search).toHaveProperty('view', expect.any(String)));
    press('c');
    expect(await screen.findByRole('dialog', { name: 'New deal' })).toBeDefined();
  });

  it('draws the list in another way with the key of each kind of view', async () => {
    const { router } = await renderApp({ rows: [deal], at });
    await screen.findByRole('grid', { name: 'Deals' });
    fireEvent.keyDown(document.body, { key: 'B', shiftKey: true });
    expect(await screen.findByRole('application', { name: 'Deals by stage' })).toBeDefined();
    expect(screen.getByRole('button', { name: 'Board' }).getAttribute('aria-pressed')).toBe('true');
    fireEvent.keyDown(document.body, { key: 'G', shiftKey: true });
    expect(await screen.findByRole('grid', { name: 'Deals' })).toBeDefined();
    expect(router.state.location.search).toEqual({ kind: 'grid' });
  });

  it('[Q-2] filters by a field of the record that is referred to, and names it on the chip', async () => {
    const { router } = await renderApp({ rows: [deal], at });
    await screen.findByRole('grid', { name: 'Deals' });
    press('f');
    const field = await screen.findByRole('combobox', { name: 'Field', hidden: true });
    const heading = within(field).getByRole('group', { name: 'Account', hidden: true });
    expect(
      within(heading)
        .getAllByRole('option', { hidden: true })
        .map((one) => one.textContent),
    ).toContain('Account: Sector');
    fireEvent.change(field, { target: { value: 'account.sector' } });
    fireEvent.change(await screen.findByRole('combobox', { name: 'Operator', hidden: true }), {
      target: { value: 'is-empty' },
    });
    const where = { field: 'account.sector', op: 'is-empty' };
    await waitFor(() => expect(router.state.location.search).toMatchObject({ where }));
    expect(within(screen.getByRole('group', { name: 'Filters' })).getByText('Account: Sector')).toBeDefined();
  });

  it('[A-5] offers no field of a kind of record that the person may not read', async () => {
    const memberships = [{ role: 'member', teamId: null, grants: ['crm/deal:read@org'], portal: false }];
    await renderApp({ session: givenSession({ memberships }), rows: [deal], at });
    await screen.findByRole('grid', { name: 'Deals' });
    press('f');
    const field = await screen.findByRole('combobox', { name: 'Field', hidden: true });
    expect(within(field).queryByRole('group', { name: 'Account', hidden: true })).toBeNull();
    expect(within(field).getAllByRole('option', { hidden: true }).length).toBeGreaterThan(5);
  });

  it('[A-2] adds no record with C if the person may not', async () => {
    const viewer = givenSession({ memberships: [{ role: 'viewer', teamId: null, grants: ['*:read@org'], portal: false }] }); // prettier-ignore
    await renderApp({ session: viewer, rows: [deal], at });
    await screen.findByRole('grid', { name: 'Deals' });
    press('c');
    press('/');
    await screen.findByRole('textbox', { name: 'Search in Deals' });
    expect(screen.queryByRole('dialog')).toBeNull();
  });
});

describe('a list whose records the person may not export', () => {
  it('[A-1] says so in its menu, and neither the palette nor the key offers it', async () => {
    const viewer = givenSession({ memberships: [{ role: 'viewer', teamId: null, grants: ['*:read@org'], portal: false }] }); // prettier-ignore
    await renderApp({ session: viewer, rows: [deal], at });
    await screen.findByRole('grid', { name: 'Deals' });
    fireEvent.keyDown(document.body, { key: 'E', shiftKey: true });
    expect(screen.queryByRole('dialog')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'More for this list' }));
    const item = await screen.findByRole('menuitem', { name: 'Export…', hidden: true });
    expect(item.title).toBe('Your role reads deals and may not export them. An administrator can grant more.');
    expect(item.hasAttribute('disabled')).toBe(true);
  });
});

describe('the menu of a list', () => {
  it.each([
    ['groups a grid by a date', at, ['Group by', 'Closes'], { kind: 'grid', group: 'closesOn.month' }],
    [
      'groups a date by another span',
      `${at}&group=closesOn.month`,
      ['Group by quarter'],
      { kind: 'grid', group: 'closesOn.quarter' },
    ],
    ['groups a grid by a field', at, ['Group by', 'Stage'], { kind: 'grid', group: 'stage' }],
    [
      'ends the grouping with a second press',
      `${at}&group=stage`,
      ['Group by', /^Stage/],
      { kind: 'grid', group: 'none' },
    ],
    [
      'shows deleted records as a grid',
      '/list/crm/deal?kind=board',
      ['Deleted deals'],
      { life: 'deleted', kind: 'grid' },
    ],
    ['shows the living records again', `${at}&life=deleted`, ['Show deals'], { kind: 'grid' }],
  ])('%s', async (_words, address, names, search) => {
    const { router } = await renderApp({ rows: [deal], at: address });
    await pick(...names);
    await waitFor(() => expect(router.state.location.search).toEqual(search));
  });

  it('pins a view, and removes a pinned one', async () => {
    const [preset] = pinnedLists(installedCatalogue).filter(({ entity }) => entity === 'crm/deal');
    const first = await renderApp({ rows: [deal], at });
    await pick('Pin this view');
    await waitFor(() => expect(first.performed).toHaveLength(1));
    expect(first.performed).toMatchObject([{ label: 'Pinned Deals', edits: [{ create: { fields: { pinned: ['crm/deal?all'] } } }] }]); // prettier-ignore
    first.unmount();
    const second = await renderApp({ rows: [deal], at: `${at}&view=${preset?.view}` });
    await pick('Unpin this view');
    await waitFor(() => expect(second.performed).toHaveLength(1));
    expect(second.performed).toMatchObject([{ edits: [{ create: { fields: { unpinned: [`crm/deal?${preset?.view}`] } } }] }]); // prettier-ignore
  });
});

describe('the bar of a list with possible duplicates', () => {
  const accounts = '/list/crm/account?kind=grid';
  const found = { 'crm/account': { pairs: 12, isCut: false }, 'crm/contact': { pairs: 3, isCut: false } };

  it('[S-4f] says how many there are, and opens their page', async () => {
    const { router, tellDuplicates } = await renderApp({
      at: accounts,
      handlers: { 'duplicates.list': () => Promise.resolve(accept(noPairs)) },
    });
    expect(screen.queryByRole('button', { name: /possible/ })).toBeNull(); // the number is not known yet
    await tellDuplicates(found);
    fireEvent.click(await screen.findByRole('button', { name: '12 possible duplicates' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/duplicates/crm/account'));
  });

  it.each([
    ['1 possible duplicate', 1, false],
    ['1,000 or more possible duplicates', 1_000, true],
  ])('says "%s"', async (name, pairs, isCut) => {
    const { tellDuplicates } = await renderApp({ at: accounts });
    await tellDuplicates({ 'crm/account': { pairs, isCut } });
    expect(await screen.findByRole('button', { name })).toBeDefined();
  });

  it.each([
    ['there are none', accounts, { 'crm/account': { pairs: 0, isCut: false } }],
    ['the list shows deleted records', `${accounts}&life=deleted`, found],
    ['only other kinds have some', accounts, { 'crm/contact': { pairs: 3, isCut: false } }],
  ])('says nothing where %s', async (_words, address, kinds) => {
    const { tellDuplicates } = await renderApp({ at: address });
    await tellDuplicates(kinds);
    expect(screen.getByRole('heading', { name: 'Accounts' })).toBeDefined();
    expect(screen.queryByRole('button', { name: /possible/ })).toBeNull();
  });

  it('[A-2] says nothing to a person who may merge none', async () => {
    const viewer = givenSession({ memberships: [{ role: 'viewer', teamId: null, grants: ['*:read@org'], portal: false }] }); // prettier-ignore
    const { tellDuplicates } = await renderApp({ session: viewer, at: accounts });
    await tellDuplicates(found);
    expect(screen.getByRole('heading', { name: 'Accounts' })).toBeDefined();
    expect(screen.queryByRole('button', { name: /possible/ })).toBeNull();
  });
});

describe('the export of a list', () => {
  const exportId = givenShownRecord().id;
  const begun = (total: number) =>
    Promise.resolve(accept({ exportId, fileName: 'Deals 2026-11-20.csv', total, isPartial: true, isNarrowed: false }));
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  it('saves the list as the person sees it as a file, and names it', async () => {
    const asked: unknown[] = [];
    const { saved } = await renderApp({
      rows: [deal],
      at: `${at}&search=acme&sort=value.desc`,
      handlers: {
        'exports.begin': (question) => (asked.push(question), begun(1)),
        'exports.piece': ({ piece }) =>
          Promise.resolve(accept({ base64: base64(piece === 0 ? 'Näme\r\n' : 'Acme\r\n'), done: piece, next: piece === 0 ? 1 : null })), // prettier-ignore
        'exports.cancel': () => Promise.resolve(accept(null)),
      },
    });
    await pick('Export…');
    const dialog = await screen.findByRole('dialog', { name: 'Export deals' });
    fireEvent.click(within(dialog).getByRole('radio', { name: 'All fields' }));
    fireEvent.click(await within(dialog).findByRole('button', { name: /^Export 1 deal/ }));
    expect(await screen.findByText('1 deal exported to Deals 2026-11-20.csv.')).toBeDefined();
    expect(screen.getByText(/does not hold all records/)).toBeDefined();
    expect(asked).toEqual([
      {
        entity: 'crm/deal',
        search: 'acme',
        life: 'alive',
        sort: [{ field: 'value', direction: 'desc' }],
        columns: 'all',
        format: 'csv',
      },
    ]);
    expect(saved.map(({ name }) => name)).toEqual(['Deals 2026-11-20.csv']);
    const [file] = saved;
    expect(file?.content instanceof Blob ? await file.content.text() : '').toBe('Näme\r\nAcme\r\n');
  });

  it('saves the list as an Excel file where the person chooses it', async () => {
    const asked: unknown[] = [];
    const { saved } = await renderApp({
      rows: [deal],
      at,
      handlers: {
        'exports.begin': (question) => (asked.push(question.format), begun(1)),
        'exports.piece': () => Promise.resolve(accept({ base64: base64('PK'), done: 1, next: null })),
        'exports.cancel': () => Promise.resolve(accept(null)),
      },
    });
    await screen.findByRole('grid', { name: 'Deals' });
    fireEvent.keyDown(document.body, { key: 'E', shiftKey: true });
    const dialog = await screen.findByRole('dialog', { name: 'Export deals' });
    const file = within(dialog).getByRole('radiogroup', { name: 'File' });
    expect(within(file).getByRole('radio', { name: 'CSV' })).toHaveProperty('checked', true);
    fireEvent.click(within(file).getByRole('radio', { name: 'Excel' }));
    fireEvent.click(await within(dialog).findByRole('button', { name: /^Export 1 deal/ }));
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(asked).toEqual(['xlsx']);
    expect(saved[0]?.content).toHaveProperty('type', exportFormats.xlsx.mediaType);
  });

  it('offers a calendar file only for records that have a time', async () => {
    await renderApp({ rows: [deal], at });
    await pick('Export…');
    const dialog = await screen.findByRole('dialog', { name: 'Export deals' });
    expect(within(dialog).queryByRole('radio', { name: 'Calendar' })).toBeNull();
  });

  it('stops immediately, saves no file, and shows the reason of a refusal', async () => {
    const cancelled: string[] = [];
    const stopPressed = Promise.withResolvers<void>();
    let isRefused = false;
    const { saved } = await renderApp({
      rows: [deal],
      at,
      handlers: {
        'exports.begin': () =>
          isRefused ? Promise.resolve(refuse('query/timed-out', 'The list took too long.', { limitMs: 1 })) : begun(9),
        'exports.piece': async ({ piece }) => {
          await stopPressed.promise;
          return accept({ base64: '', done: piece, next: piece + 1 });
        },
        'exports.cancel': (input) => (cancelled.push(input.exportId), Promise.resolve(accept(null))),
      },
    });
    await pick('Export…');
    fireEvent.click(await screen.findByRole('button', { name: /^Export 1 deal/ }));
    fireEvent.click(await screen.findByRole('button', { name: 'Stop' }));
    stopPressed.resolve();
    await screen.findByRole('button', { name: /^Export 1 deal/ });
    expect([cancelled, saved]).toEqual([[exportId], []]);
    isRefused = true;
    fireEvent.click(screen.getByRole('button', { name: /^Export 1 deal/ }));
    expect((await screen.findByRole('alert')).textContent).toBe('The list took too long.');
  });
});
