import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { date, money, type Field } from '../entities/fields.ts';
import { givenFiles, readGiven, withGiven } from '../../testing/given-data.ts';
import { cellReader } from './cells/cell-readers.ts';
import { countCells, readTable, type WholeTable } from '../../testing/import-in-memory.ts';
import { decideColumns } from './columns/column-reading.ts';
import { tallyOf } from './columns/column-tally.ts';
import { matchNames } from '../text/near-misses.ts';

const context = { currency: 'USD', timeZone: 'UTC' };

function table(name: string): WholeTable {
  const answer = readTable(readGiven('crm', name), name);
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
}

const column = (read: WholeTable, header: string): number => read.header.indexOf(header);

/** Reads columns of a table as values, by the formats decided for them together. */
function values(read: WholeTable, columns: Readonly<Record<string, Field>>) {
  const toRead = Object.entries(columns).map(([header, field]) => ({
    field,
    tally: tallyOf(countCells(read.rows, column(read, header))),
  }));
  const decisions = decideColumns(toRead);
  const readers = toRead.map(({ field }, index) =>
    cellReader(field, decisions[index]?.format ?? { kind: 'plain' }, context),
  );
  const indexes = Object.keys(columns).map((header) => column(read, header));
  const rows = read.rows.map((row) => readers.map((reader, index) => reader(row[indexes[index] ?? -1] ?? '')));
  return { decisions, rows };
}

const dates = { engage_date: date(), close_date: date() };

withGiven('crm', {
  absent: () => it('[E-2] crm is not on this machine: no file was read', () => expect(givenFiles('crm')).toEqual([])),
  present: () =>
    describe('the sales data given with the issue', () => {
      it.each([
        ['accounts.csv', 85],
        ['products.csv', 7],
        ['sales_teams.csv', 35],
        ['sales_pipeline.csv', 8800],
        ['sales_pipeline.us-dates.csv', 8800],
      ])('[E-2] reads all %s: %i rows, none refused', (file, rowCount) => {
        const read = table(file);
        expect(read.rows).toHaveLength(rowCount);
        expect(read).toMatchObject({
          refusedCount: 0,
          extraCellsCount: 0,
          shortRowCount: 0,
          delimiter: ',',
          encoding: 'utf-8',
          newline: file.includes('us-dates') ? 'LF' : 'CRLF',
        });
      });

      it('[E-2] reads both pipeline files alike once dates are read', () => {
        const [iso, american] = [table('sales_pipeline.csv'), table('sales_pipeline.us-dates.csv')];
        const [isoDates, americanDates] = [values(iso, dates), values(american, dates)];
        expect(americanDates.rows).toEqual(isoDates.rows);
        expect(isoDates.rows.flat().every((answer) => answer.ok)).toBe(true);
        expect(americanDates.decisions.map(({ label, question }) => [label, question])).toEqual([
          ['month/day/year', null],
          ['month/day/year', null],
        ]);
        expect(americanDates.decisions[1]?.why).toMatch(/^\d,\d{3} rows can only be that$/u);
        const rest = (read: WholeTable) =>
          read.rows.map((row) =>
            row.filter((_cell, index) => index !== column(read, 'engage_date') && index !== column(read, 'close_date')),
          );
        expect(rest(american)).toEqual(rest(iso));
      });

      it('[E-2] gives the figures of the README: sums, counts, blanks', () => {
        const read = table('sales_pipeline.csv');
        const stages = countCells(read.rows, column(read, 'deal_stage'));
        expect(Object.fromEntries(stages)).toEqual({ Won: 4238, Lost: 2473, Engaging: 1589, Prospecting: 500 });
        const { rows } = values(read, { close_value: money(), engage_date: date() });
        const amounts = rows.map(([amount]) =>
          amount?.ok && amount.value !== null ? z.object({ amount: z.number() }).parse(amount.value).amount : null,
        );
        expect(amounts.reduce<number>((sum, amount) => sum + (amount ?? 0), 0)).toBe(1_000_553_400);
        expect(amounts.filter((amount) => amount === null)).toHaveLength(2089);
        expect(amounts.filter((amount) => amount === 0)).toHaveLength(2473);
        expect(rows.filter(([, engaged]) => engaged?.ok && engaged.value === null)).toHaveLength(500);
        expect(countCells(read.rows, column(read, 'account')).get('')).toBe(1425);
        expect(countCells(read.rows, column(read, 'opportunity_id')).size).toBe(8800);
      });

      it('[E-2] proposes one mend for 1,480 rows, and matches every account and agent', () => {
        const deals = table('sales_pipeline.csv');
        const known = (file: string, header: string) =>
          countCells(table(file).rows, column(table(file), header)).keys();
        expect(
          matchNames(countCells(deals.rows, column(deals, 'product')), known('products.csv', 'product')),
        ).toMatchObject({
          proposals: [{ from: 'GTXPro', to: 'GTX Pro', rowCount: 1480 }],
          unknown: [],
        });
        expect(
          matchNames(countCells(deals.rows, column(deals, 'account')), known('accounts.csv', 'account')),
        ).toMatchObject({ proposals: [], unknown: [] });
        expect(
          matchNames(countCells(deals.rows, column(deals, 'sales_agent')), known('sales_teams.csv', 'sales_agent')),
        ).toMatchObject({ proposals: [], unknown: [] });
        const accounts = table('accounts.csv');
        expect(
          matchNames(countCells(accounts.rows, column(accounts, 'subsidiary_of')), known('accounts.csv', 'account')),
        ).toMatchObject({ proposals: [], unknown: [] });
      });

      it('[E-2] sums the accounts’ revenue, which the file gives in millions', () => {
        const read = table('accounts.csv');
        const { rows } = values(read, { revenue: money() });
        const cents = rows.map(([amount]) =>
          amount?.ok ? z.object({ amount: z.number() }).parse(amount.value).amount : 0,
        );
        expect(cents.reduce((sum, amount) => sum + amount, 0)).toBe(16_954_380);
      });
    }),
});
