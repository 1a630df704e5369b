import { describe, expect, it } from 'vitest';
import type { ReportEntry } from '../../../reports/report-entry.ts';
import type { DrawnReport } from '../report-view.tsx';
import { dashboardDocument, dashboardParts, dashboardWorkbook } from './dashboard-parts.ts';

const entry = (id: string, name: string): ReportEntry => ({
  id,
  name,
  definition: { entity: 'crm/deal', measures: [{ name: 'Deals', fn: 'count' }], groups: [], chart: 'table' },
});
const tiles = ['stage', 'costs', 'gone', 'late', 'newer'].map((report) => ({ report, width: 2 as const }));
const entries = [
  entry('stage', 'By stage'),
  entry('costs', 'Costs'),
  'gone' as const,
  entry('late', 'Late'),
  { ...entry('newer', 'Newer'), definition: undefined },
];
const ready = {
  state: 'ready',
  groups: [{ label: 'Stage', nameOf: (value: unknown) => (value === 'won' ? 'Won' : 'Lost') }],
  measures: [{ name: 'Deals', isMoney: false, format: (value: number) => `${value} deals` }],
  figures: {
    rows: [
      { groups: ['won'], measures: { Deals: 4 } },
      { groups: ['lost'], measures: { Deals: 3 } },
    ],
  },
  isCut: true,
} as unknown as DrawnReport['answer']; // the parts of an answer that files have
const drawn = new Map<string, DrawnReport>([
  ['stage', { name: 'By stage', about: 'Deals by Stage', answer: ready }],
  [
    'costs',
    { name: 'Costs', about: 'Costs', answer: { state: 'problem', text: 'Costs are not shared with your role.' } },
  ],
  ['late', { name: 'Late', about: 'Late', answer: { state: 'loading' } }],
]);
const head = { title: 'Sales', period: '2026', filter: 'Owner is me', madeBy: 'Maya, Fenwright, today' };
const parts = dashboardParts(tiles, entries, drawn);

describe('the file of a dashboard', () => {
  it('has a section for each tile in order, with its chart, its figures in words, or the reason why there are none', () => {
    const { title, about, sections } = dashboardDocument(
      head,
      parts,
      new Map([['stage', 'data:image/png;base64,AA==']]),
    );
    expect([title, about]).toEqual(['Sales', 'Period: 2026. Filter: Owner is me.']);
    expect(sections.map(({ title: name, note }) => [name, note])).toEqual([
      ['By stage', 'There are more groups than can be shown: narrow the report.'],
      ['Costs', 'Costs are not shared with your role.'],
      ['A report that is not here', 'It was deleted, or it is not shared with you.'],
      ['Late', 'Its figures were still being counted when this file was made.'],
      ['Newer', 'A newer version of Outpost wrote this report. Update Outpost to see it.'],
    ]);
    expect(sections[0]).toMatchObject({
      about: 'Deals by Stage',
      picture: 'data:image/png;base64,AA==',
      rows: [
        ['Won', '4 deals'],
        ['Lost', '3 deals'],
      ],
    });
    expect(sections[1]).toMatchObject({ columns: [], rows: [] });
  });

  it('has as a workbook a sheet about the dashboard, and one for each tile with figures', () => {
    const { name, format, sheets } = dashboardWorkbook(head, parts);
    expect([name, format]).toEqual(['Sales', 'xlsx']);
    expect(sheets).toMatchObject([
      { name: 'About', columns: ['Dashboard', 'Sales'] },
      { name: 'By stage', columns: ['Stage', 'Deals'], rows: [['Won', 4], ['Lost', 3]] }, // prettier-ignore
    ]);
    expect(sheets[0]?.rows).toEqual([
      ['Period', '2026'],
      ['Filter', 'Owner is me'],
      ['Made by', 'Maya, Fenwright, today'],
      ['Report: By stage', 'Deals by Stage. There are more groups than can be shown: narrow the report.'],
      ['Report: Costs', 'Costs. Costs are not shared with your role.'],
      ['Report: A report that is not here', 'It was deleted, or it is not shared with you.'],
      ['Report: Late', 'Late. Its figures were still being counted when this file was made.'],
      ['Report: Newer', 'A newer version of Outpost wrote this report. Update Outpost to see it.'],
    ]);
  });
});
