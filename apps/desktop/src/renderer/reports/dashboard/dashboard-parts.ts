import type { Tile, TileWidth } from '@outpost/domain/kernel/reports/dashboard-definition';
import type { WorkbookToExport } from '../../../bridge/calls/export-calls.ts';
import type { ReportEntry } from '../../../reports/report-entry.ts';
import type { ReportDocument, ReportSection } from '../../../reports/report-pdf.ts';
import { reportTable, reportTexts } from '../../../reports/report-table.ts';
import type { DrawnReport } from '../report-view.tsx';

/** The texts in the place of a report that cannot be drawn. */
export const goneReport = 'It was deleted, or it is not shared with you.';
export const newerReport = 'A newer version of Outpost wrote this report. Update Outpost to see it.';
const cutReport = 'There are more groups than can be shown: narrow the report.';
const stillCounting = 'Its figures were still being counted when this file was made.';

/** A tile of a dashboard as files have it. Without figures, `note` says why. */
export type DashboardPart = {
  readonly report: string;
  readonly width: TileWidth;
  readonly name: string;
  readonly about: string;
  readonly note?: string;
  readonly texts?: Pick<ReportSection, 'columns' | 'rows'>;
  readonly table?: ReturnType<typeof reportTable>;
};

/** Returns the tiles of a dashboard with their figures as they are drawn, in their order. */
export const dashboardParts = (
  tiles: readonly Tile[],
  entries: readonly (ReportEntry | 'gone' | undefined)[],
  drawn: ReadonlyMap<string, DrawnReport>,
): readonly DashboardPart[] =>
  tiles.map(({ report, width }, place) => {
    const entry = entries[place];
    const part = { report, width, about: '' };
    if (entry === 'gone') return { ...part, name: 'A report that is not here', note: goneReport };
    if (entry === undefined) return { ...part, name: 'A report', note: stillCounting };
    if (!entry.definition) return { ...part, name: entry.name, note: newerReport };
    const shown = drawn.get(report);
    const named = { ...part, name: entry.name, about: shown?.about ?? '' };
    if (!shown || shown.answer.state === 'loading') return { ...named, note: stillCounting };
    const { answer } = shown;
    if (answer.state === 'problem') return { ...named, note: answer.text };
    const texts = reportTexts(answer.figures, answer);
    const table = reportTable(answer.figures, answer);
    return { ...named, texts, table, ...(answer.isCut ? { note: cutReport } : {}) };
  });

/** The head of a file of a dashboard: its name, its period and filter in words, and its author with the time. */
export type DashboardHead = {
  readonly title: string;
  readonly period: string;
  readonly filter: string;
  readonly madeBy: string;
};

/** Returns the period and the filter in one line. */
export const aboutDashboard = ({ period, filter }: Pick<DashboardHead, 'period' | 'filter'>): string =>
  `Period: ${period}. Filter: ${filter}.`;

/** Returns the document of a dashboard, one section for each tile. `pictures`: of charts, by the report. */
export const dashboardDocument = (
  head: DashboardHead,
  parts: readonly DashboardPart[],
  pictures: ReadonlyMap<string, string>,
): Omit<ReportDocument, 'madeBy'> => ({
  title: head.title,
  about: aboutDashboard(head),
  sections: parts.map(({ report, name, about, note, texts }) => ({
    title: name,
    about,
    picture: pictures.get(report),
    note,
    ...(texts ?? { columns: [], rows: [] }),
  })),
});

/**
 * Returns the workbook of a dashboard: a sheet with its head and the subjects of its reports, then a sheet for each tile with
 * figures.
 */
export const dashboardWorkbook = (head: DashboardHead, parts: readonly DashboardPart[]): WorkbookToExport => ({
  name: head.title.slice(0, 200),
  format: 'xlsx',
  sheets: [
    {
      name: 'About',
      columns: ['Dashboard', head.title.slice(0, 200)],
      rows: [
        ['Period', head.period],
        ['Filter', head.filter],
        ['Made by', head.madeBy],
        ...parts.map(({ name, about, note }) => [`Report: ${name}`, [about, note].filter(Boolean).join('. ')]),
      ],
    },
    ...parts.flatMap(({ name, table }) => (table ? [{ name: name.slice(0, 200) || 'Report', ...table }] : [])),
  ],
});
