import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';
import { chartKinds } from './chart-kinds.ts';

installDomLayout();
const session = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['**:*@org'], portal: false }] });
const reportId = '0190b1f2-7c00-7000-8000-0000000000b1';
const fields = ['stage', 'source'] as const;
const values = [
  ['won', 'Fair'],
  ['lost', 'Web'],
] as const;

/** Draws a report with as many groups as the chart needs, over a replica with a row for each of two groups. */
const draw = (chart: string, groupCount: number) =>
  renderApp({
    session,
    rows: [
      givenShownRecord({
        id: reportId,
        entity: 'platform/report',
        teamId: null,
        fields: {
          name: 'Why do we lose?',
          forEntity: 'crm/deal',
          measures: [{ name: 'Deals', fn: 'count' }],
          groups: fields.slice(0, groupCount).map((field) => ({ field })),
          chart,
        },
      }),
    ],
    at: `/reports/report/${reportId}`,
    handlers: {
      'records.report': () =>
        Promise.resolve(
          accept({
            rows: (groupCount === 0 ? values.slice(0, 1) : values).map((row, place) => ({
              groups: row.slice(0, groupCount),
              measures: { Deals: 3 + place },
            })),
            refs: {},
          }),
        ),
    },
  });

describe.each(chartKinds.map((kind) => [kind.label, kind] as const))(
  'the chart %s',
  (_label, { id, groups, label }) => {
    it('is offered in the builder and chosen there, and its figures are, or become, a table', async () => {
      const { faults } = await draw(id, groups[0]);
      const chart = within((await screen.findByRole('heading', { name: 'Why do we lose?', level: 2 })).closest('section') ?? document.body); // prettier-ignore
      const panel = within(screen.getByRole('complementary', { name: 'Parts of the report' }));
      expect(panel.getByRole('button', { name: label, pressed: true })).toBeDefined();
      const asTable = chart.queryByRole('button', { name: 'As a table' });
      if (asTable) fireEvent.click(asTable);
      expect(await chart.findByRole('table')).toBeDefined();
      expect(chart.getAllByText(/^3\b/).length).toBeGreaterThan(0);
      expect(faults).toEqual([]);
    });
  },
);

it('a chart of another build is a table with a note, and a change keeps its id', async () => {
  const { performed, faults } = await draw('sankey', 1);
  expect(await screen.findByRole('button', { name: 'Lost' })).toBeDefined();
  expect(screen.getByText(/drawn as “sankey”, which this version of Outpost does not have/)).toBeDefined();
  const panel = within(screen.getByRole('complementary', { name: 'Parts of the report' }));
  const offered = within(panel.getByRole('group', { name: 'Show as' }));
  expect(offered.queryByRole('button', { pressed: true })).toBeNull();
  fireEvent.change(panel.getByRole('combobox', { name: 'Order' }), { target: { value: 'largest' } });
  fireEvent.click(await panel.findByRole('button', { name: 'Save' }));
  await screen.findByText(/Changed the report/);
  expect(performed[0]?.edits).toEqual([
    { entity: 'platform/report', id: reportId, fields: { options: { order: 'largest' } } },
  ]);
  expect(faults).toEqual([]);
});
