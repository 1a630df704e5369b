import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Tile } from '@outpost/domain/kernel/reports/dashboard-definition';
import type { PeriodSpan } from '@outpost/domain/kernel/reports/report-definition';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { chartPicture } from '@outpost/ui/charts/chart-picture';
import { tiledPicture } from '@outpost/ui/charts/tiled-picture';
import { filterChips } from '@outpost/ui/filter/filter-words';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { type RefObject, useCallback, useRef } from 'react';
import type { ReportEntry } from '../../../reports/report-entry.ts';
import { useFilterFields } from '../../lists/use-filter-fields.ts';
import { useExport } from '../../records/export/use-export.ts';
import type { DrawnReport } from '../report-view.tsx';
import { spanText } from '../report-words.ts';
import { dataUrlOf, useReportFiles } from '../use-report-files.ts';
import {
  aboutDashboard,
  type DashboardHead,
  type DashboardPart,
  dashboardDocument,
  dashboardParts,
  dashboardWorkbook,
} from './dashboard-parts.ts';

/** A way to save a whole dashboard. */
export type DashboardSave = {
  readonly id: 'pdf' | 'xlsx' | 'png';
  readonly icon: string;
  /** In a menu of files, and as the end of "Save this dashboard as …". */
  readonly label: string;
  readonly run: () => void;
};

type Shown = {
  readonly name: string;
  readonly tiles: readonly Tile[];
  readonly entries: readonly (ReportEntry | 'gone' | undefined)[];
  readonly span: PeriodSpan | undefined;
  readonly where: Filter | undefined;
  /** A kind that the reports count, whose fields the filter names. */
  readonly counted: Entity;
};

/** The files of a dashboard as it is on the screen, with its period and filter. */
export type DashboardFiles = {
  readonly saves: readonly DashboardSave[];
  /** The reason why the last file could not be made. */
  readonly problem: string | undefined;
  /** The element around the tiles: charts are copied from it. */
  readonly box: RefObject<HTMLDivElement | null>;
  readonly onDrawn: (report: string, drawn: DrawnReport) => void;
};

/** A part with its element on the screen. */
type PlacedPart = { readonly part: DashboardPart; readonly tile: HTMLElement | undefined };

/** A tile that shows a table has no canvas, and is not waited for. */
const chartIn = (tile: HTMLElement | undefined): HTMLCanvasElement | undefined =>
  tile?.querySelector('canvas') ?? undefined;

async function picturesOf(placed: readonly PlacedPart[]): Promise<ReadonlyMap<string, string>> {
  const pictures = new Map<string, string>();
  for (const { part, tile } of placed) {
    const picture = tile && chartIn(tile) ? await chartPicture(tile, part.name) : undefined;
    if (picture) pictures.set(part.report, await dataUrlOf(picture));
  }
  return pictures;
}

export function useDashboardFiles({ name, tiles, entries, span, where, counted }: Shown): DashboardFiles {
  const formats = useFormats();
  const files = useReportFiles();
  const file = useExport();
  const { known } = useFilterFields(counted, where);
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef(new Map<string, DrawnReport>());
  const onDrawn = useCallback((report: string, one: DrawnReport) => void drawn.current.set(report, one), []);
  const head = (): DashboardHead => ({
    title: name,
    period: span === undefined ? 'that of each report' : spanText(span, formats),
    filter: filterChips(where, known, formats).map((chip) => `${chip.field}: ${chip.value}`).join(', ') || 'none', // prettier-ignore
    madeBy: files.madeBy(),
  });
  const parts = () => dashboardParts(tiles, entries, drawn.current);
  const placed = (): readonly PlacedPart[] => {
    const elements = [...(box.current?.querySelectorAll<HTMLElement>('[data-report]') ?? [])];
    return parts().map((part) => ({ part, tile: elements.find(({ dataset }) => dataset['report'] === part.report) }));
  };
  const savePdf = () =>
    void files.savePdf(async () => {
      const pictures = await picturesOf(placed());
      return dashboardDocument(head(), parts(), pictures);
    });
  const savePicture = () =>
    void files.savePicture(name, async () => {
      const all = placed();
      const surface = all.map(({ tile }) => tile?.querySelector('section')).find(Boolean) ?? document.body;
      const { madeBy, ...about } = head();
      return tiledPicture(surface, {
        title: name,
        lines: [aboutDashboard(about), madeBy],
        parts: all.map(({ part, tile }) => ({
          title: part.name,
          about: part.about,
          note: part.note,
          chart: chartIn(tile),
          isWide: part.width > 2,
          ...(part.texts ?? { columns: [], rows: [] }),
        })),
      });
    });
  const saveWorkbook = () => void file.run(dashboardWorkbook(head(), parts()));
  return {
    saves: [
      { id: 'pdf', icon: 'download', label: 'PDF document', run: savePdf },
      { id: 'xlsx', icon: 'table', label: 'Excel file', run: saveWorkbook },
      { id: 'png', icon: 'photo', label: 'picture (PNG)', run: savePicture },
    ],
    problem: file.progress.state === 'ready' ? file.progress.problem : undefined,
    box,
    onDrawn,
  };
}
