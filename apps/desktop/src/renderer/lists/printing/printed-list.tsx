import { exportableBy, mayExportAllSeen } from '@outpost/domain/kernel/access/export-rights';
import { stageColumns } from '@outpost/domain/kernel/catalogue/stages/stage-columns';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { isNumericKind } from '@outpost/ui/fields/field-spec';
import type { Formats } from '@outpost/ui/formats/formats';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { GridColumn } from '@outpost/ui/grid/grid-model';
import { useCellText } from '@outpost/ui/grid/grid-row';
import { PreparingPrint } from '@outpost/ui/print/preparing-print';
import { PrintSheet } from '@outpost/ui/print/print-sheet';
import { PrintTable } from '@outpost/ui/print/print-table';
import { useIsFetching } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { ShownRecord } from '../../../bridge/contract.ts';
import { NextStepsOfAll } from '../../grid/in-sight/next-steps.tsx';
import { useGridColumns } from '../../grid/use-grid-columns.tsx';
import { useReferredColumns, useReferredPaths } from '../../grid/use-referred-columns.tsx';
import { RefusedError } from '../../queries/ask.ts';
import { manyOf, oneOf } from '../../records/entity-shape.ts';
import { useCatalogue } from '../../records/use-entity.ts';
import { useFieldSpecs, useReferredFields } from '../../records/use-field-specs.ts';
import { usePrincipal } from '../../session/session-context.tsx';
import type { ListSort } from '../../window/list-address.ts';
import type { ListPaper } from './list-paper.ts';
import { type GroupToPrint, type ListToPrint, type ReadList, useReadList } from './use-read-list.ts';

type Props = {
  readonly entity: Entity;
  /** The names of the columns, in order. */
  readonly names: readonly string[];
  readonly sort: ListSort;
  readonly list: ListToPrint;
  readonly paper: ListPaper;
};

/** Reads a list whole and prints it as a table. Until then it says that it prepares the pages, and can be stopped. */
export function PrintedList({ list, paper, ...drawn }: Props) {
  const { entity } = drawn;
  const formats = useFormats();
  const principal = usePrincipal();
  const catalogue = useCatalogue();
  const which = mayExportAllSeen(principal, catalogue, entity) ? 'all' : exportableBy(principal, entity);
  const read = useReadList(list, which, (error) => paper.onEnd(problemOf(entity, error)));
  const count = read?.printed ?? list.count;
  const preparing = (
    <PreparingPrint
      text={
        count === 0
          ? 'Preparing the pages…'
          : `Preparing ${formats.plural(count, oneOf(entity), manyOf(entity))} for printing…`
      }
      onStop={() => paper.onEnd()}
    />
  );
  return read === undefined ? preparing : <Drawn {...drawn} read={read} paper={paper} preparing={preparing} />;
}

/** Returns why a list was not printed, in words. The message of a refusal says what would be right. */
function problemOf(entity: Entity, error: unknown): string {
  const why = error instanceof Error ? error.message : String(error);
  const remedy = error instanceof RefusedError ? '' : ' Print them again. If that fails, too, export them.';
  return `The ${manyOf(entity)} were not printed. ${why}${remedy}`;
}

const noneReplaced = () => 0;

type DrawnProps = Omit<Props, 'list'> & { readonly read: ReadList; readonly preparing: ReactNode };

/** Draws the rows on a sheet, and prints it when the lines of the next steps are read. */
function Drawn({ entity, names: asked, sort, read, paper, preparing }: DrawnProps) {
  const { names, notes } = useExportableNames(entity, asked);
  const specs = useFieldSpecs(entity, read.refs);
  const referred = useReferredColumns(entity, useReferredPaths(entity, names), read.refs);
  const columns = useGridColumns(entity, names, { specs, referred, replacedCount: noneReplaced, sort });
  const lines = useLines(entity, read);
  const contentOf = useContent();
  const formats = useFormats();
  const rows = useMemo(() => read.groups.flatMap((group) => group.rows), [read]);
  const hasNextStep = names.includes(stageColumns.nextStep);
  const asking = useIsFetching();
  const [isDrawn, setDrawn] = useState(false);
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => setDrawn(true), []); // the questions of the next steps begin when the rows are drawn
  const table = (
    <PrintTable
      title={paper.title}
      lines={[...paper.lines, ...lines.notes, ...notes]}
      columns={columns.map(({ id, header, ...column }) => ({ id, header, isEnd: isAtEnd(column) }))}
      groups={read.groups.map((group) => ({
        key: group.key,
        heading: group.heading && headingOf(group.heading, group.count, read, formats),
        sums: group.sums,
        rows: group.rows.map((row) => ({ id: row.id, cells: columns.map((column) => contentOf(column, row)) })),
      }))}
      foot={[lines.foot]}
    />
  );
  return (
    <>
      {isPrinting ? null : preparing}
      <PrintSheet
        isReady={isDrawn && (!hasNextStep || asking === 0)}
        onPrint={() => {
          setPrinting(true);
          paper.onDrawn();
        }}
        onPrinted={() => paper.onEnd()}
      >
        {hasNextStep ? <NextStepsOfAll rows={rows}>{table}</NextStepsOfAll> : table}
      </PrintSheet>
    </>
  );
}

/** Returns the heading of a group: its name, the number of its records where it is known, and the further words about all of them. */
function headingOf(
  { name, after }: NonNullable<GroupToPrint['heading']>,
  count: number | undefined,
  { isNarrowed }: ReadList,
  formats: Formats,
): string {
  const counted = count === undefined ? name : `${name} (${formats.count(count)})`;
  return isNarrowed || after === undefined ? counted : `${counted}${after}`;
}

/**
 * Returns the columns without fields of linked records of which the person may not export all, and a line about each such kind.
 * The rows do not say whose a linked record is.
 */
function useExportableNames(
  entity: Entity,
  names: readonly string[],
): { readonly names: readonly string[]; readonly notes: readonly string[] } {
  const principal = usePrincipal();
  const catalogue = useCatalogue();
  const fields = useReferredFields(entity);
  return useMemo(() => {
    const hidden = fields.filter(
      ({ path, target }) => names.includes(path) && !mayExportAllSeen(principal, catalogue, target),
    );
    const paths = new Set(hidden.map(({ path }) => path));
    const kinds = new Set(hidden.map(({ target }) => manyOf(target)));
    return {
      names: names.filter((name) => !paths.has(name)),
      notes: [...kinds].map((many) => `Columns of ${many} are left out: your role may not export all ${many}.`),
    };
  }, [fields, names, principal, catalogue]);
}

const isAtEnd = ({ align, field }: Pick<GridColumn<ShownRecord>, 'align' | 'field'>): boolean =>
  (align ?? (isNumericKind(field?.kind) ? 'end' : 'start')) === 'end';

/**
 * Returns the function that gives the content of a printed cell: the text that the grid shows. A cell without a text of its own has
 * what the column draws: the next step, or the category of the stage. A text that the column draws has more, such as the distance.
 */
function useContent(): (column: GridColumn<ShownRecord>, row: ShownRecord) => ReactNode {
  const textOf = useCellText<ShownRecord>();
  return (column, row) => {
    const text = textOf(column, row);
    const drawn = column.cell?.(row);
    return typeof drawn === 'string' || text === '' ? drawn : text;
  };
}

/** Returns the lines about the whole list: its count with the sums, and what the paper lacks. */
function useLines(
  entity: Entity,
  { count, sums, problem, printed, all, leftOut, isNarrowed }: ReadList,
): { readonly notes: readonly string[]; readonly foot: string } {
  const formats = useFormats();
  const records = formats.plural(count, oneOf(entity), manyOf(entity));
  const cut =
    all > printed
      ? `These are the first ${formats.count(printed)} of ${formats.count(all)} ${manyOf(entity)}${isNarrowed ? '' : '; the sums are those of all'}. To print the others, narrow the list by a filter. An export has all${isNarrowed ? ' that your role may export' : ' of them'}.`
      : undefined;
  const narrowed =
    leftOut > 0
      ? `${formats.count(leftOut)} of ${formats.plural(leftOut + count, oneOf(entity), manyOf(entity))} ${leftOut === 1 ? 'is' : 'are'} left out: your role lets you see but not export ${leftOut === 1 ? 'it' : 'them'}. The sums are left out, too.`
      : isNarrowed
        ? `The sums are left out: your role may not export all ${manyOf(entity)}.`
        : undefined;
  return {
    notes: [problem, cut, narrowed].filter((line) => line !== undefined),
    foot: [records, ...sums.map(({ label, value }) => `${label} ${value}`)].join(' · '),
  };
}
