import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { date, money, number, percent, text } from '../../entities/fields.ts';
import { givenFiles, readGiven, withGiven } from '../../../testing/given-data.ts';
import { cellReader } from '../cells/cell-readers.ts';
import { countCells, readTable, type WholeTable } from '../../../testing/import-in-memory.ts';
import { type ColumnToRead, decideColumns } from '../columns/column-reading.ts';
import { tallyOf } from '../columns/column-tally.ts';
import { csvLine, guardForSpreadsheet, unguardFromSpreadsheet } from './guard-for-spreadsheet.ts';

const context = { currency: 'EUR', timeZone: 'Europe/Vienna', country: 'AT' };

const expectedSchema = z.looseObject({
  file: z.string(),
  encoding: z.string().nullable(),
  bom: z.boolean(),
  delimiter: z.string().nullable(),
  newline: z.string().nullable(),
  header: z.array(z.string()),
  rows: z.array(z.array(z.string())),
});

const files = givenFiles('csv-hostile')
  .filter((name) => /^\d\d-.*\.csv$/u.test(name))
  .sort();

function expected(name: string) {
  return expectedSchema.parse(
    JSON.parse(new TextDecoder().decode(readGiven('csv-hostile', name.replace(/\.csv$/u, '.expected.json')))),
  );
}

function table(start: string): {
  readonly read: WholeTable;
  readonly want: Record<string, unknown> & z.infer<typeof expectedSchema>;
} {
  const name = files.find((file) => file.startsWith(start)) ?? '';
  const answer = readTable(readGiven('csv-hostile', name), name);
  if (!answer.ok) throw new Error(answer.message);
  return { read: answer.value, want: expected(name) };
}

/** Reads all cells of a table by their columns' decisions: returns the values, or the reasons of the refusals. */
function typed(read: WholeTable, columns: readonly Omit<ColumnToRead, 'tally'>[]) {
  const toRead = columns.map((column, index) => ({ ...column, tally: tallyOf(countCells(read.rows, index)) }));
  const decisions = decideColumns(toRead);
  const readers = toRead.map(({ field }, index) =>
    cellReader(field, decisions[index]?.format ?? { kind: 'plain' }, context),
  );
  const values = read.rows.map((row) =>
    readers.map((reader, index) => {
      const answer = reader(row[index] ?? '');
      return answer.ok ? answer.value : `refused: ${answer.reason}`;
    }),
  );
  return { decisions, values };
}

withGiven('csv-hostile', {
  absent: () => it('[E-2] csv-hostile is not on this machine: no file was read', () => expect(files).toEqual([])),
  present: () =>
    describe('the awkward CSV files given with the issue', () => {
      it.each(files)('[E-2] reads %s as its JSON file states', (name) => {
        const answer = readTable(readGiven('csv-hostile', name), name);
        if (!answer.ok) throw new Error(answer.message);
        const want = expected(name);
        expect(answer.value).toMatchObject({
          encoding: want.encoding,
          bom: want.bom,
          delimiter: want.delimiter,
          newline: want.newline,
        });
        expect(answer.value.header).toEqual(want.header);
        expect(answer.value.rows).toEqual(want.rows);
        expect(new Set(answer.value.columns).size).toBe(want.header.length);
      });

      it('[E-2] 01: decides decimal comma, grouped thousands, dotted dates and percent by whole columns', () => {
        const { read, want } = table('01');
        const { values, decisions } = typed(read, [
          { field: text() },
          { field: money() },
          { field: number() },
          { field: date() },
          { field: percent() },
        ]);
        expect(values).toEqual(
          z
            .array(z.tuple([z.string(), z.string(), z.string(), z.string(), z.string()]))
            .parse(want['typed'])
            .map(([name, revenue, staff, founded, share]) => [
              name,
              { amount: Math.round(Number(revenue) * 100), currency: 'EUR' },
              Number(staff),
              founded,
              Number((Number(share) * 100).toFixed(2)),
            ]),
        );
        expect(decisions.map(({ question }) => question)).toEqual([null, null, null, null, null]);
        expect(decisions[2]?.why).toBe('the other columns of the file are written this way');
        expect(decisions[3]?.why).toBe('2 rows can only be that');
      });

      it('[E-2] 04: amounts have the currency written before them', () => {
        const { values } = typed(table('04').read, [
          { field: text() },
          { field: text() },
          { field: text() },
          { field: text() },
          { field: money() },
        ]);
        expect(values.map((row) => row[4])).toEqual([
          { amount: 1250, currency: 'EUR' },
          { amount: 100_000, currency: 'EUR' },
          { amount: 300, currency: 'GBP' },
        ]);
      });

      it('[E-2] 06: all 300 columns are read', () => {
        const { read, want } = table('06');
        expect(read.rows[0]?.[299]).toBe('last cell');
        expect(read.rows.flat().filter((cell) => cell !== '')).toHaveLength(z.number().parse(want['filled_cells']));
      });

      it('[E-2] 07: equal headers keep their own values and get distinct names', () => {
        expect(table('07').read.columns).toEqual([
          'Name',
          'Email',
          'Email (2)',
          'Phone',
          'Column 5',
          'name (2)',
          'Email (3)',
          'Phone (2)',
          'Column 9',
        ]);
      });

      it('[E-2] 08: formulas are imported as text, do not run in an export, and are imported unchanged again', () => {
        const { read, want } = table('08');
        const { values } = typed(read, [{ field: text() }]);
        expect(values.map(([name]) => name)).toEqual(want.rows.map(([name]) => name));
        for (const [name = '', , kind] of read.rows) {
          const guarded = guardForSpreadsheet(name);
          if (kind === 'formula') expect(guarded.startsWith("'")).toBe(true);
          if (kind === 'phone' || kind === 'number') expect(guarded).toBe(name);
          expect(unguardFromSpreadsheet(guarded)).toBe(name);
        }
        const exported = [read.header, ...read.rows.map((row) => row.map(guardForSpreadsheet))]
          .map(csvLine)
          .join('\r\n');
        expect(exported).toContain('";=1+1"');
        const again = readTable(new TextEncoder().encode(exported), 'export.csv');
        expect(again.ok && again.value.rows.map((row) => row.map(unguardFromSpreadsheet))).toEqual(want.rows);
      });

      it('[E-2] 09 and 10: an empty file and a bare header are reported as such', () => {
        expect(table('09').read.notes).toMatchObject([{ code: 'empty-file' }]);
        expect(table('10').read.notes).toMatchObject([{ code: 'no-rows' }]);
      });

      it('[E-2] 11: a contradictory column of dates is asked about, and read as the answer states', () => {
        const { read, want } = table('11');
        const cells = countCells(read.rows, 1);
        const decision = decideColumns([{ field: date(), tally: tallyOf(cells) }])[0];
        expect(decision?.question?.answers.map(({ rowCount }) => rowCount)).toEqual([2, 3]);
        const orders = ['as_day_first', 'as_month_first'] as const;
        for (const [index, answer] of (decision?.question?.answers ?? []).entries()) {
          const reader = cellReader(date(), answer.format, context);
          const days = read.rows.map((row) => {
            const cell = reader(row[1] ?? '');
            return cell.ok ? (cell.value ?? '') : null;
          });
          expect(days).toEqual(want[orders[index] ?? '']);
        }
      });

      it('[E-2] 12: ragged rows are imported and reported; rows with broken quotes are refused with their lines', () => {
        const { read, want } = table('12');
        expect(read.extraCells.map(({ row, cells }) => [String(row), cells])).toEqual(
          Object.entries(z.record(z.string(), z.unknown()).parse(want['extra_cells'])),
        );
        expect(read.blankLineCount).toBe(want['blank_lines_skipped']);
        expect(Object.fromEntries(read.rows.map((row, index) => [row[0], read.rowLines[index]]))).toEqual(
          want['rows_from_line'],
        );
        expect(
          read.refusedRows.map(({ row, line, reason }) => ({
            id: String(row),
            line,
            why: reason === 'text-after-quote' ? 'text after a closing quote' : 'quote never closed',
          })),
        ).toEqual(want['reported']);
        expect(read.refusedRows[1]).toMatchObject({ line: 10, lastLine: 11 });
        expect(read.refusedRows[1]?.message).toContain('lines 10 to 11');
      });

      it('[E-2] 13: numbers of every shape; identifiers stay text to the last digit', () => {
        const { read, want } = table('13');
        const { values } = typed(read, [
          { field: text() },
          { field: money() },
          { field: text() },
          { field: text() },
          { field: text() },
        ]);
        const amounts = z
          .array(z.string())
          .parse(want['amount_typed'])
          .map((amount) => Math.round(Number(amount) * 100));
        expect(values.map((row) => row[1])).toEqual(
          amounts.map((amount, index) => ({ amount, currency: index === 2 ? 'USD' : 'EUR' })),
        );
        for (const column of [0, 2, 3, 4])
          expect(values.map((row) => row[column] ?? '')).toEqual(want.rows.map((row) => row[column]));
        const asNumbers = typed(read, [
          { field: number() },
          { field: number() },
          { field: number() },
          { field: number() },
          { field: number() },
        ]);
        expect(asNumbers.values.map((row) => row[4])).toEqual([
          'refused: not-a-number',
          'refused: too-many-digits',
          1,
          'refused: too-many-digits',
          'refused: not-a-number',
          'refused: not-a-number',
        ]);
      });
    }),
});
