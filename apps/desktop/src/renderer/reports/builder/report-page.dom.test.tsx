import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../../bridge/contract.ts';
import { dana, givenShownRecord, me } from '../../testing/given-record.ts';
import { type GivenReplica, givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const admin = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['**:*@org'], portal: false }] });
const reportId = '0190b1f2-7c00-7000-8000-0000000000b1';
const saved = (fields: Readonly<Record<string, JsonValue>> = {}, ownerId = me) =>
  givenShownRecord({
    id: reportId,
    entity: 'platform/report',
    ownerId,
    teamId: null,
    fields: {
      name: 'Deals by stage',
      forEntity: 'crm/deal',
      measures: [{ name: 'Deals', fn: 'count' }],
      groups: [{ field: 'stage' }],
      chart: 'table',
      ...fields,
    },
  });
const at = `/reports/report/${reportId}`;

/** Draws the page over a replica that answers every report with the same rows, and keeps the questions. */
async function open(
  given: GivenReplica,
  rows: readonly { groups: JsonValue[]; measures: Record<string, number> }[] = [],
) {
  const asked: CallInput<'records.report'>[] = [];
  const app = await renderApp({
    ...given,
    handlers: {
      'records.report': (input) => {
        asked.push(input);
        return Promise.resolve(accept({ rows: [...rows], refs: {} }));
      },
      ...given.handlers,
    },
  });
  return { ...app, asked };
}
const byStage = [
  { groups: ['won'], measures: { Deals: 4 } },
  { groups: ['lost'], measures: { Deals: 3 } },
];
const panel = () => within(screen.getByRole('complementary', { name: 'Parts of the report' }));
const choose = (name: string, value: string) =>
  fireEvent.change(panel().getByRole('combobox', { name }), { target: { value } });
const button = (name: string | RegExp) => panel().getByRole('button', { name });

describe('the drawing of a report', () => {
  const won = {
    measures: [
      { name: 'Won', fn: 'sum', field: 'value' },
      { name: 'Deals', fn: 'count' },
    ],
    groups: [{ field: 'closedOn', bucket: 'quarter' }],
    period: { field: 'closedOn', span: 'this-year' },
    chart: 'column',
  };
  const select = (name: string) => panel().getByRole<HTMLSelectElement>('combobox', { name });

  it('shows all its measures if the chart can, and stacks only those of one unit, with the reason', async () => {
    await open({ rows: [saved(won)], at }, [{ groups: ['2026-07-01'], measures: { Won: 100, Deals: 1 } }]);
    await screen.findByRole('heading', { name: 'Deals by stage', level: 2 });
    expect([...select('Measures drawn').options].map(({ text, disabled }) => [text, disabled])).toEqual([
      ['The first one', false],
      ['All measures, side by side', false],
      ['All measures, stacked', true],
    ]);
    choose('Measures drawn', 'beside');
    await waitFor(() => expect(select('Measures drawn').value).toBe('beside'));
    fireEvent.click(button('Pie'));
    expect(await panel().findByText('Pie shows the first measure; a table shows all.', {}, { timeout: 5_000 })).toBeDefined(); // prettier-ignore
    fireEvent.click(button('Table'));
    await waitFor(() => expect(panel().queryByLabelText('Measures drawn')).toBeNull());
  });

  it('shows the targets of a report that measures the same', async () => {
    await open({ rows: [saved(won)], at }, []);
    await screen.findByRole('heading', { name: 'Deals by stage', level: 2 });
    await panel().findByRole('combobox', { name: 'Compare with the targets of' });
    const texts = [...select('Compare with the targets of').options].map(({ text }) => text);
    expect(texts).toContain('Won');
    expect(texts).not.toContain('Win rate');
    choose('Compare with the targets of', 'crm/deal/won');
    await waitFor(() => expect(select('Compare with the targets of').value).toBe('crm/deal/won'));
  });

  it('groups by weekday and by hour of one date; a day has no hour', async () => {
    await open({ rows: [saved({ groups: [{ field: 'createdAt', bucket: 'weekday' }] })], at }, []);
    await screen.findByRole('heading', { name: 'Deals by stage', level: 2 });
    const first = within(panel().getByRole('group', { name: 'Group 1' }));
    const buckets = () => [...first.getByRole<HTMLSelectElement>('combobox', { name: 'Days together' }).options].map(({ text }) => text); // prettier-ignore
    expect(buckets()).toContain('by hour');
    fireEvent.change(first.getByRole('combobox', { name: 'Group by' }), { target: { value: 'closedOn' } });
    await waitFor(() => expect(buckets()).not.toContain('by hour'));
    expect(buckets()).toContain('by weekday');
  });
});

describe('the page of a report', () => {
  it('begins with the kind of record, shows each change immediately, and saves it as a record of the person', async () => {
    const { asked, performed } = await open({ at: '/reports/report/new?of=crm/deal' });
    await screen.findByRole('heading', { name: 'New report', level: 2 });
    expect(asked.at(-1)).toMatchObject({ entity: 'crm/deal', groupBy: [{ field: 'stage' }] });
    choose('Measure', 'sum');
    choose('Date of the period', 'closedOn');
    await panel().findByRole('combobox', { name: 'Period' });
    choose('Period', 'this-quarter');
    fireEvent.click(button('Table'));
    await waitFor(() =>
      expect(asked.at(-1)).toMatchObject({
        measures: [{ name: 'Sum of Value', fn: 'sum', field: 'value' }],
        where: { field: 'closedOn', op: 'within', value: 'this-quarter' },
      }),
    );
    expect(button('Save').getAttribute('aria-disabled')).toBe('true');
    fireEvent.change(panel().getByRole('textbox', { name: 'Name' }), { target: { value: 'Won now' } });
    await waitFor(() => expect(button('Save').getAttribute('aria-disabled')).toBeNull());
    fireEvent.click(button('Save'));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Saved the report “Won now”',
      edits: [
        {
          entity: 'platform/report',
          create: {
            teamId: null,
            fields: {
              name: 'Won now',
              forEntity: 'crm/deal',
              measures: [{ name: 'Sum of Value', fn: 'sum', field: 'value' }],
              groups: [{ field: 'stage' }],
              period: { field: 'closedOn', span: 'this-quarter' },
              chart: 'table',
            },
          },
        },
      ],
    });
  });

  it('keeps unsaved changes on this device, saves only the changed parts, and puts them back', async () => {
    const { performed, local, faults } = await open({ rows: [saved()], at }, byStage);
    await screen.findByRole('heading', { name: 'Deals by stage', level: 2 });
    expect(panel().getByText('No changes.')).toBeDefined();
    fireEvent.click(button('Funnel'));
    await panel().findByText('There are changes that are not saved.');
    await waitFor(() =>
      expect(local.get(`draft/report/${reportId}`)).toMatchObject({ definition: { chart: 'funnel' } }),
    );
    fireEvent.click(button('Put back'));
    await panel().findByText('No changes.');
    fireEvent.click(button('Leaderboard'));
    await panel().findByText('There are changes that are not saved.');
    fireEvent.click(button('Save'));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([
      { entity: 'platform/report', id: reportId, fields: { chart: 'leaderboard' } },
    ]);
    expect(faults).toEqual([]);
  });

  it('opens with the changes that were kept when the window was closed', async () => {
    const draft = { name: 'Half typed', definition: { chart: 'leaderboard' } };
    const { performed } = await open(
      {
        rows: [saved()],
        at,
        handlers: {
          'local.get': ({ key }) =>
            Promise.resolve(accept({ value: key === `draft/report/${reportId}` ? draft : null })),
        },
      },
      byStage,
    );
    await screen.findByRole('heading', { name: 'Half typed', level: 2 });
    expect(button('Leaderboard').getAttribute('aria-pressed')).toBe('true');
    // The other parts may have been changed by another device meanwhile: they are not written.
    fireEvent.click(button('Save'));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([
      { entity: 'platform/report', id: reportId, fields: { name: 'Half typed', chart: 'leaderboard' } },
    ]);
  });

  it('writes only the new name, and leaves values that the record stores in another form', async () => {
    const { performed } = await open({ rows: [saved({ groups: [], options: {}, firstFor: null })], at }, [
      { groups: [], measures: { Deals: 7 } },
    ]);
    await screen.findByRole('heading', { name: 'Deals by stage', level: 2 });
    fireEvent.change(panel().getByRole('textbox', { name: 'Name' }), { target: { value: 'All deals' } });
    await panel().findByText('There are changes that are not saved.');
    fireEvent.click(button('Save'));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([{ entity: 'platform/report', id: reportId, fields: { name: 'All deals' } }]);
  });

  it('opens the records of a group', async () => {
    const where = { field: 'value', op: 'is-not-empty' };
    const { router } = await open({ rows: [saved({ where })], at }, byStage);
    const table = within(await screen.findByRole('group', { name: 'Deals by stage' }));
    fireEvent.click(table.getByRole('button', { name: 'Lost' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/list/crm/deal'));
    expect(router.state.location.search).toMatchObject({
      view: 'all',
      where: { and: [where, { field: 'stage', op: 'is', value: 'lost' }] },
    });
  });

  it('says which field is gone, and still lets the person choose another one', async () => {
    const { asked } = await open({ rows: [saved({ groups: [{ field: 'mood' }] })], at }, byStage);
    expect((await screen.findByRole('alert')).textContent).toMatch(/^No field of deals is called “mood”\./);
    expect(asked).toEqual([]);
    choose('Group by', 'stage');
    expect(await screen.findByRole('button', { name: 'Lost' })).toBeDefined();
  });

  it('opens to a team or to everyone by the same choice as a view; only administrators open it to everyone', async () => {
    await open({ rows: [saved()], at }, byStage);
    await screen.findByRole('heading', { name: 'Deals by stage', level: 2 });
    expect(panel().getByRole<HTMLInputElement>('radio', { name: 'Everyone' }).disabled).toBe(true);
  });

  it('opens to everyone', async () => {
    const { performed } = await open({ rows: [saved()], at, session: admin }, byStage);
    await screen.findByRole('heading', { name: 'Deals by stage', level: 2 });
    fireEvent.click(panel().getByRole('radio', { name: 'Everyone' }));
    await panel().findByText('There are changes that are not saved.');
    fireEvent.click(button('Save'));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([
      { entity: 'platform/report', id: reportId, fields: { audience: 'everyone' } },
    ]);
  });

  it('of another person cannot be saved, but copied', async () => {
    const { performed } = await open({ rows: [saved({ audience: 'everyone' }, dana)], at }, byStage);
    await screen.findByRole('heading', { name: 'Deals by stage', level: 2 });
    fireEvent.click(button('Funnel'));
    await panel().findByText('There are changes that are not saved.');
    expect(button('Save').getAttribute('aria-disabled')).toBe('true');
    expect(panel().queryByRole('button', { name: 'Delete this report' })).toBeNull();
    fireEvent.click(button('Save as new'));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toMatchObject([{ create: { fields: { chart: 'funnel' } } }]);
  });

  it('is saved as a file for spreadsheets, and says that a table has no picture', async () => {
    const asked: unknown[] = [];
    const handlers: NonNullable<Parameters<typeof open>[0]['handlers']> = {
      'exports.beginTable': (table) => {
        asked.push(table);
        return Promise.resolve(accept({ exportId: reportId, fileName: 'Deals by stage.xlsx', total: 2, isPartial: false, isNarrowed: false })); // prettier-ignore
      },
      'exports.piece': () => Promise.resolve(accept({ base64: btoa('PK'), done: 2, next: null })),
      'exports.cancel': () => Promise.resolve(accept(null)),
    };
    const { saved: files } = await open({ rows: [saved()], at, handlers }, byStage);
    await screen.findByRole('button', { name: 'Lost' });
    fireEvent.click(screen.getByRole('button', { name: 'Save as a file' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Excel file' }));
    await waitFor(() => expect(files.map(({ name }) => name)).toEqual(['Deals by stage.xlsx']));
    const rows = [
      ['Won', 4],
      ['Lost', 3],
    ];
    expect(asked).toEqual([{ name: 'Deals by stage', format: 'xlsx', columns: ['Stage', 'Deals'], rows }]);
    expect(screen.getByRole('button', { name: 'Save as a picture' }).getAttribute('aria-disabled')).toBe('true');
  });

  it('is deleted with undo, and leads nowhere after that', async () => {
    const { performed, router } = await open({ rows: [saved()], at }, byStage);
    await screen.findByRole('heading', { name: 'Deals by stage', level: 2 });
    fireEvent.click(button('Delete this report'));
    await waitFor(() => expect(router.state.location.pathname).toBe('/reports'));
    expect(performed[0]?.edits).toEqual([{ entity: 'platform/report', id: reportId, fields: { life: 'deleted' } }]);
    expect(await screen.findByText('Deleted the report “Deals by stage”')).toBeDefined();
  });
});

describe('a report that cannot be shown', () => {
  it('is distinguished from one that is not read yet', async () => {
    await open({ at });
    expect(await screen.findByRole('heading', { name: 'This report is not here' })).toBeDefined();
  });

  it('was written by a newer version: it is not shown with other figures', async () => {
    const { asked } = await open({ rows: [saved({ measures: [{ name: 'A', fn: 'percentile' }] })], at });
    expect(await screen.findByRole('heading', { name: 'This report cannot be read here' })).toBeDefined();
    expect(asked).toEqual([]);
  });

  it('with a kind of chart of a newer version is a table', async () => {
    await open({ rows: [saved({ chart: 'sankey' })], at }, byStage);
    expect(await screen.findByRole('button', { name: 'Lost' })).toBeDefined();
  });
});
