import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CallInput, CallOutput } from '../../../bridge/contract.ts';
import { dana, givenShownRecord, me } from '../../testing/given-record.ts';
import { type GivenReplica, givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const admin = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['**:*@org'], portal: false }] });
const dashboardId = '0190b1f2-7c00-7000-8000-0000000000d1';
const [first, second, third] = ['b1', 'b2', 'b3'].map((end) => `0190b1f2-7c00-7000-8000-0000000000${end}`) as [string, string, string]; // prettier-ignore
const report = (id: string, name: string, fields: Readonly<Record<string, JsonValue>> = {}) =>
  givenShownRecord({
    id,
    entity: 'platform/report',
    ownerId: me,
    teamId: null,
    fields: {
      name,
      forEntity: 'crm/deal',
      measures: [{ name: 'Deals', fn: 'count' }],
      groups: [{ field: 'stage' }],
      chart: 'table',
      ...fields,
    },
  });
const dashboard = (fields: Readonly<Record<string, JsonValue>> = {}, ownerId = me) =>
  givenShownRecord({
    id: dashboardId,
    entity: 'platform/dashboard',
    ownerId,
    teamId: null,
    fields: {
      name: 'Sales',
      tiles: [
        { report: first, width: 2 },
        { report: second, width: 1 },
      ],
      ...fields,
    },
  });
const rows = [dashboard(), report(first, 'By stage'), report(second, 'All deals', { groups: null, chart: 'number', period: { field: 'closedOn', span: 'this-month', compare: 'before' } })]; // prettier-ignore
const at = `/reports/dashboard/${dashboardId}`;

type Report = CallOutput<'records.report'>;
/** Answers reports: by stage, by year of closing, and a single figure. */
const answer = (input: CallInput<'records.report'>): Report['rows'] => {
  const [group] = input.groupBy ?? [];
  if (group?.bucket === 'year') return [{ groups: ['2016-01-01'], measures: { records: 1 } }, { groups: ['2017-01-01'], measures: { records: 2 } }]; // prettier-ignore
  if (group?.bucket === 'weekday') return [{ groups: ['1', '09'], measures: { Deals: 4 } }];
  if (group?.bucket) return [{ groups: ['2026-01-01'], measures: { Deals: 4 } }];
  if (group) return [{ groups: ['won'], measures: { Deals: 4 } }];
  const isBefore = JSON.stringify(input.where ?? null).includes('"between"');
  return [{ groups: [], measures: { Deals: isBefore ? 8 : 12 } }];
};
async function open(given: GivenReplica) {
  const asked: CallInput<'records.report'>[] = [];
  const app = await renderApp({
    ...given,
    handlers: {
      'records.report': (input) => {
        asked.push(input);
        return Promise.resolve(accept({ rows: answer(input), refs: {} }));
      },
      ...given.handlers,
    },
  });
  return { ...app, asked };
}
const headings = () => screen.getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent);

describe('a dashboard', () => {
  it('shows its reports in order, a number with its change since the period before', async () => {
    await open({ rows, at });
    expect(await screen.findByText('12')).toBeDefined();
    expect(headings()).toEqual(['By stage', 'All deals']);
    expect(screen.getByText('50.0 %')).toBeDefined();
    expect(screen.getByText(/^1[-–\u2009\s]+20 Oct 2026: 8$/)).toBeDefined();
  });

  it('narrows all its reports by a period and a filter of its address', async () => {
    const { asked, router } = await open({ rows, at });
    await screen.findByText('12');
    fireEvent.change(screen.getByRole('combobox', { name: 'Period' }), {
      target: { value: JSON.stringify({ from: '2017-01-01', to: '2017-12-31' }) },
    });
    const year = { field: 'closedOn', op: 'between', value: ['2017-01-01', '2017-12-31'] };
    await waitFor(() => expect(asked.map(({ where }) => where)).toContainEqual(year));
    expect(router.state.location.search).toEqual({ period: { from: '2017-01-01', to: '2017-12-31' } });
    const mine = { field: 'ownerId', op: 'is', value: '@me' } as const;
    act(
      () =>
        void router.navigate({ to: '/reports/dashboard/$', params: { _splat: dashboardId }, search: { where: mine } }),
    );
    await waitFor(() => expect(asked.map(({ where }) => where)).toContainEqual(mine));
  });

  it('opens with the newest year that has records', async () => {
    const { asked } = await open({ rows: [dashboard({ period: 'newest-year' }), ...rows.slice(1)], at });
    const year = { field: 'closedOn', op: 'between', value: ['2017-01-01', '2017-12-31'] };
    await waitFor(() => expect(asked.map(({ where }) => where)).toContainEqual(year));
    const figures = asked.filter(({ groupBy }) => groupBy?.length === 0);
    expect(figures.every(({ where }) => JSON.stringify(where).includes('between'))).toBe(true);
  });

  it('opens the records behind a number', async () => {
    const { router } = await open({ rows, at });
    fireEvent.click(await screen.findByRole('button', { name: '12' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/list/crm/deal'));
    expect(router.state.location.search).toMatchObject({
      where: { field: 'closedOn', op: 'within', value: 'this-month' },
    });
  });

  it('shows all its reports as tables', async () => {
    await open({ rows, at });
    await screen.findByText('12');
    fireEvent.click(screen.getByRole('button', { name: 'All as tables' }));
    expect(await screen.findByRole('group', { name: 'All deals' })).toBeDefined();
  });

  it('is saved as a workbook with a sheet for each report, and refuses nothing in silence', async () => {
    const asked: unknown[] = [];
    const gone = dashboard({ tiles: [{ report: first, width: 2 }, { report: second, width: 1 }, { report: third, width: 1 }] }); // prettier-ignore
    const { saved } = await open({
      rows: [gone, ...rows.slice(1)],
      at: `${at}?where=${encodeURIComponent(JSON.stringify({ field: 'ownerId', op: 'is', value: '@me' }))}`,
      handlers: {
        'exports.beginWorkbook': (book) => {
          asked.push(book);
          return Promise.resolve(accept({ exportId: first, fileName: 'Sales.xlsx', total: 2, isPartial: false, isNarrowed: false })); // prettier-ignore
        },
        'exports.piece': () => Promise.resolve(accept({ base64: btoa('PK'), done: 2, next: null })),
        'exports.cancel': () => Promise.resolve(accept(null)),
      },
    });
    await screen.findByText('12');
    fireEvent.click(screen.getByRole('button', { name: 'Save as a file' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Excel file' }));
    await waitFor(() => expect(saved.map(({ name }) => name)).toEqual(['Sales.xlsx']));
    expect(asked).toMatchObject([
      {
        name: 'Sales',
        format: 'xlsx',
        sheets: [
          { name: 'About', columns: ['Dashboard', 'Sales'] },
          { name: 'By stage', columns: ['Stage', 'Deals'], rows: [['Won', 4]] },
          { name: 'All deals', columns: ['Deals'], rows: [[12]] },
        ],
      },
    ]);
    expect(JSON.stringify(asked)).toContain('["Filter","Owner: me"]');
    expect(JSON.stringify(asked)).toContain(
      '["Report: A report that is not here","It was deleted, or it is not shared with you."]',
    );
  });

  it('is saved as a PDF with a section for each report', async () => {
    const { saved } = await open({ rows, at });
    await screen.findByText('12');
    fireEvent.click(screen.getByRole('button', { name: 'Save as a file' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'PDF document' }));
    await waitFor(() => expect(saved.map(({ name }) => name)).toEqual(['Sales.pdf']), { timeout: 20_000 });
    expect(saved[0]?.content).toHaveProperty('type', 'application/pdf');
  });

  it.each<readonly [given: string, blob: Blob | null, files: readonly string[], told: boolean]>([
    ['is saved as a picture', new Blob(['PNG']), ['Sales.png'], false],
    ['is told that there is no picture, where none can be drawn', null, [], true],
  ])('%s', async (_given, blob, files, told) => {
    const drawn = vi.spyOn(HTMLCanvasElement.prototype, 'toBlob'); // this DOM draws nothing
    onTestFinished(() => drawn.mockRestore());
    drawn.mockImplementation((give) => give(blob));
    const { saved } = await open({ rows, at });
    await screen.findByText('12');
    fireEvent.click(screen.getByRole('button', { name: 'Save as a file' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Picture (PNG)' }));
    await waitFor(() => expect(saved.map(({ name }) => name)).toEqual(files));
    if (told) expect(await screen.findByText('The picture could not be made. Print it instead.')).toBeDefined();
  });

  it('without reports cannot be saved, and says why', async () => {
    await open({ rows: [dashboard({ tiles: [] })], at });
    const button = await screen.findByRole('button', { name: 'Save as a file' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
  });

  it('is saved by the palette', async () => {
    await open({ rows, at });
    await screen.findByText('12');
    fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
    fireEvent.change(await screen.findByRole('combobox', { name: /command/i }), {
      target: { value: 'save this dashboard' },
    });
    for (const name of [/as PDF document/, /as Excel file/, /as picture/])
      expect(await screen.findByRole('option', { name })).toBeDefined();
  });

  it('says in the place of a report that it is not shared, or which field is gone', async () => {
    const gone = { field: 'mood', op: 'is-empty' };
    await open({ rows: [dashboard({ tiles: [{ report: third, width: 1 }, { report: first, width: 2 }] }), report(first, 'By stage', { where: gone })], at }); // prettier-ignore
    expect(await screen.findByText('It was deleted, or it is not shared with you.')).toBeDefined();
    expect((await screen.findByRole('alert')).textContent).toMatch(/“mood”/);
  });

  it('is shown alone for a wall, and left by Esc', async () => {
    const { router } = await open({ rows, at });
    await screen.findByText('12');
    fireEvent.click(screen.getByRole('button', { name: 'Wallboard' }));
    await screen.findByRole('button', { name: 'Leave the wallboard' });
    expect(screen.queryByRole('button', { name: 'Edit' })).toBeNull();
    fireEvent.keyDown(document.body, { key: 'Escape' });
    await waitFor(() => expect(router.state.location.search).toEqual({}));
  });
});

describe('a dashboard that is edited', () => {
  const edit = `${at}?edit=true`;
  const tilesOf = (edits: readonly unknown[] | undefined) =>
    edits?.[0] as { readonly fields: { readonly tiles: JsonValue } }; // the one edit of these acts
  const editing = () => within(screen.getByRole('complementary', { name: 'Edit dashboard' }));

  it('changes the order and the width of a report by buttons, and takes it off', async () => {
    const { performed } = await open({ rows, at: edit });
    fireEvent.click(await screen.findByRole('button', { name: 'Move “By stage” later' }));
    fireEvent.click(screen.getByRole('button', { name: 'Make “All deals” wider' }));
    fireEvent.click(screen.getByRole('button', { name: 'Take “All deals” off' }));
    await waitFor(() => expect(performed).toHaveLength(3));
    expect(performed.map(({ edits }) => tilesOf(edits).fields.tiles)).toEqual([
      [
        { report: second, width: 1 },
        { report: first, width: 2 },
      ],
      // Each press builds on the one before, although the record was not read again between them.
      [
        { report: second, width: 2 },
        { report: first, width: 2 },
      ],
      [{ report: first, width: 2 }],
    ]);
    expect(performed[0]?.label).toBe('Moved “By stage” on “Sales”');
    expect(headings()).toEqual(['By stage', 'Edit dashboard']);
  });

  it('gets a saved report', async () => {
    const { performed } = await open({ rows: [...rows, report(third, 'Third')], at: edit });
    await screen.findByText('12');
    fireEvent.click(editing().getByRole('button', { name: 'Add a report' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Third' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(tilesOf(performed[0]?.edits).fields.tiles).toContainEqual({ report: third, width: 2 });
  });

  it('gets a report of a pack', async () => {
    const { performed } = await open({ rows, at: edit });
    await screen.findByText('12');
    fireEvent.click(editing().getByRole('button', { name: 'Add a report' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Win rate' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(tilesOf(performed[0]?.edits).fields.tiles).toContainEqual({ report: 'crm/deal/win-rate', width: 1 });
  });

  it('is renamed when the field is left; a text that was typed before is still there', async () => {
    const { performed, local } = await open({ rows, at: edit });
    await screen.findByText('12');
    const name = editing().getByRole('textbox', { name: 'Name' });
    fireEvent.change(name, { target: { value: 'All sales' } });
    await waitFor(() => expect(local.get(`draft/fields/dashboard/${dashboardId}`)).toEqual({ name: 'All sales' }));
    fireEvent.blur(name);
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([
      { entity: 'platform/dashboard', id: dashboardId, fields: { name: 'All sales' } },
    ]);
    await waitFor(() => expect(local.get(`draft/fields/dashboard/${dashboardId}`)).toEqual({}));
  });

  it('of another person is read-only', async () => {
    await open({ rows: [dashboard({ audience: 'everyone' }, dana), ...rows.slice(1)], at: edit });
    await screen.findByText('12');
    expect(screen.queryByRole('complementary', { name: 'Edit dashboard' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Edit' }).getAttribute('aria-disabled')).toBe('true');
  });

  it('of a pack is copied to be changed', async () => {
    const { performed } = await open({
      at: '/reports/dashboard/crm/sales',
      handlers: { 'records.report': () => Promise.resolve(accept({ rows: [], refs: {} })) },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Copy to change' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toMatchObject([
      { entity: 'platform/dashboard', create: { fields: { name: 'Sales (copy)', period: 'newest-year' } } },
    ]);
  });
});

describe('reports in other places', () => {
  it('are listed with those of packs, found by name, and opened', async () => {
    const { router } = await open({ rows, at: '/reports' });
    const list = within(await screen.findByRole('group', { name: 'Reports' }));
    expect(list.getByRole('button', { name: 'By stage' })).toBeDefined();
    fireEvent.change(screen.getByRole('textbox', { name: 'Find a report' }), { target: { value: 'lose' } });
    expect(list.getAllByRole('row')).toHaveLength(2);
    fireEvent.click(list.getByRole('button', { name: 'Why do we lose?' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/reports/report/crm/deal/why-lost'));
  });

  it('are on the home page of the roles that an administrator chose', async () => {
    await open({ rows: [dashboard({ audience: 'everyone', firstFor: ['member'] }), ...rows.slice(1)], at: '/' });
    expect(await screen.findByRole('link', { name: 'Sales' })).toBeDefined();
    expect(await screen.findByRole('button', { name: '12' })).toBeDefined();
  });

  it('are not on the home page of other roles', async () => {
    await open({ rows: [dashboard({ audience: 'everyone', firstFor: ['member'] }), ...rows.slice(1)], session: admin });
    await screen.findAllByText('Quiet deals'); // a part of the page, and a tile of the administrators' own dashboard
    expect(screen.queryByRole('link', { name: 'Sales' })).toBeNull();
  });
});
