import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createSchema, type Edit, editSchema, isCreate } from '../kernel/acts/act.ts';
import { type ImportChoices, draftImport } from '../kernel/import/draft-import.ts';
import { entitiesToKnow } from '../kernel/import/recipe-slots.ts';
import {
  type KnownRecord,
  type KnownRecords,
  knownBy,
  knownInMemory,
} from '../kernel/import/matching/known-records.ts';
import { draftTextIn } from '../kernel/import/records/record-draft.ts';
import type { CsvTable } from '../kernel/import/files/read-csv.ts';
import { installedCatalogue } from '../installed-packs.ts';
import { importSalesFiles } from '../packs/crm/import-sales-files.ts';
import { givenFiles, readGiven, withGiven } from './given-data.ts';
import { planInMemory, readTable } from './import-in-memory.ts';

// The recipe needs entities of two packs, so its test is here and in neither pack.

const me = '01900000-0000-7000-8000-00000000ffff';
const context = { currency: 'USD', timeZone: 'UTC', ownerId: me, teamId: null };
const isoFiles = ['accounts.csv', 'products.csv', 'sales_teams.csv', 'sales_pipeline.csv'];

function table(name: string): CsvTable {
  const answer = readTable(readGiven('crm', name), name);
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
}

function idsFrom(start: number): () => string {
  let count = start;
  return () => `01900000-0000-7000-8000-${String((count += 1)).padStart(12, '0')}`;
}

const nothing = knownInMemory();

function plan(
  tables: readonly CsvTable[],
  {
    known = nothing,
    choices = { takeMends: true },
  }: { readonly known?: KnownRecords; readonly choices?: ImportChoices } = {},
) {
  const drafts = draftImport({ tables, recipe: importSalesFiles, catalogue: installedCatalogue, known, choices });
  return {
    drafts,
    plan: planInMemory({
      files: drafts,
      recipe: importSalesFiles,
      catalogue: installedCatalogue,
      known,
      newId: idsFrom(known === nothing ? 0 : 1_000_000),
      context,
    }),
  };
}

/** Returns the importer's view of a tenant's records after these edits. */
function knownFrom(
  edits: readonly Edit[],
  before: readonly KnownRecord[] = [],
): { readonly known: KnownRecords; readonly records: readonly (KnownRecord & { readonly entity: string })[] } {
  const records = edits.filter(isCreate).map(({ id, entity, create }) => ({
    id,
    entity,
    version: 7,
    fields: create.fields,
    ownerId: create.ownerId,
    teamId: create.teamId,
  }));
  const byEntity = new Map(
    [...entitiesToKnow(importSalesFiles, installedCatalogue)].map(([entity, fields]) => [
      entity,
      knownBy([...before, ...records.filter((record) => record.entity === entity)], ...fields),
    ]),
  );
  return { known: knownInMemory(byEntity), records };
}

const creates = (edits: readonly { readonly edit: Edit }[], entity: string) =>
  edits.flatMap(({ edit }) => (isCreate(edit) && edit.entity === entity ? [edit] : []));
const cents = (value: unknown): number => z.object({ amount: z.number() }).parse(value).amount;

withGiven('crm', {
  absent: () =>
    it('[E-2] crm is not on this machine: its import was not tested', () => expect(givenFiles('crm')).toEqual([])),
  present: () =>
    describe('importing the sales data given with the issue', () => {
      const first = plan(isoFiles.map(table));
      const deals = creates(first.plan.edits, 'crm/deal');
      const nameOf = new Map(
        first.plan.edits.flatMap(({ edit }) =>
          isCreate(edit) ? [[edit.id, draftTextIn(edit.create.fields, 'name')]] : [],
        ),
      );

      it('[E-2] recognises each file, maps every column and asks no question', () => {
        expect(first.drafts.map(({ takenFor }) => takenFor?.name)).toEqual(['accounts', 'products', 'teams', 'deals']);
        expect(
          first.drafts.map(({ columns }) => Object.fromEntries(columns.map(({ name, slot }) => [name, slot?.name]))),
        ).toEqual([
          {
            account: 'name',
            sector: 'sector',
            year_established: 'foundedYear',
            revenue: 'annualRevenue',
            employees: 'employeeCount',
            office_location: 'location',
            subsidiary_of: 'parentAccount',
          },
          { product: 'name', series: 'series', sales_price: 'listPrice' },
          { sales_agent: 'name', manager: 'teamId+platform/team.name', regional_office: 'platform/team.region' },
          {
            opportunity_id: 'externalKey',
            sales_agent: 'ownerId',
            product: 'product',
            account: 'account',
            deal_stage: 'stage',
            engage_date: 'engagedOn',
            close_date: 'closedOn',
            close_value: 'value',
          },
        ]);
        expect(
          first.drafts.flatMap(({ columns }) => columns.flatMap(({ decision }) => decision?.question ?? [])),
        ).toEqual([]);
      });

      it('[E-2] offers exactly the mends that the data needs', () => {
        expect(
          first.drafts.flatMap(({ columns }) =>
            columns.flatMap(({ mends }) => mends.map(({ from, to, rowCount }) => [from, to, rowCount])),
          ),
        ).toEqual([
          ['technolgy', 'technology', 12],
          ['Philipines', 'Philippines', 1],
          ['GTXPro', 'GTX Pro', 1480],
        ]);
      });

      it('[E-2] makes 85 accounts, 7 products, 35 people, 6 teams and 8,800 deals, and refuses nothing', () => {
        expect(Object.fromEntries(first.plan.createCounts)).toEqual({
          'crm/account': 85,
          'crm/product': 7,
          'platform/team': 6,
          'platform/person': 35,
          'crm/deal': 8800,
        });
        expect(first.plan.refusals).toEqual([]);
        expect(
          first.plan.warnings.find(({ code, column }) => code === 'blank-link' && column === 'account')?.rowCount,
        ).toBe(1425);
        for (const { edit } of first.plan.edits.slice(0, 200))
          expect(createSchema.safeParse(edit).error).toBeUndefined();
      });

      it('[E-2] gives the figures of the README', () => {
        const won = deals.filter(({ create }) => create.fields['stage'] === 'won');
        const sumBy = (key: (deal: (typeof won)[number]) => string | null | undefined) => {
          const sums = new Map<string, number>();
          for (const deal of won)
            sums.set(
              nameOf.get(key(deal) ?? '') ?? '',
              (sums.get(nameOf.get(key(deal) ?? '') ?? '') ?? 0) + cents(deal.create.fields['value']) / 100,
            );
          return Object.fromEntries(sums);
        };
        expect(won).toHaveLength(4238);
        expect(won.reduce((sum, { create }) => sum + cents(create.fields['value']), 0)).toBe(1_000_553_400);
        expect(sumBy(({ create }) => draftTextIn(create.fields, 'product'))).toEqual({
          'GTX Pro': 3510578,
          'GTX Plus Pro': 2629651,
          'MG Advanced': 2216387,
          'GTX Plus Basic': 705275,
          'GTX Basic': 499263,
          'GTK 500': 400612,
          'MG Special': 43768,
        });
        expect(sumBy(({ create }) => create.teamId)).toEqual({
          'Melvin Marxen': 2251930,
          'Summer Sewald': 1964750,
          'Rocco Neubert': 1960545,
          'Celia Rouche': 1603897,
          'Cara Losch': 1130049,
          'Dustin Brinkmann': 1094363,
        });
        expect(sumBy(({ create }) => create.ownerId)['Darcel Schlecht']).toBe(1153214);
        const accounts = creates(first.plan.edits, 'crm/account');
        expect(accounts.reduce((sum, { create }) => sum + cents(create.fields['annualRevenue']), 0)).toBe(
          16_954_380_000_000,
        );
        expect(accounts.filter(({ create }) => create.fields['parentAccount'] !== undefined)).toHaveLength(15);
        expect(new Set(accounts.map(({ create }) => create.fields['parentAccount'])).size).toBe(8);
      });

      it('[E-2] makes referenced records first', () => {
        const places = new Map(first.plan.edits.map(({ edit }, index) => [edit.id, index]));
        for (const [index, { edit }] of first.plan.edits.entries()) {
          if (!isCreate(edit)) continue;
          const { account, product, parentAccount } = edit.create.fields;
          for (const id of [account, product, parentAccount, edit.create.teamId])
            if (typeof id === 'string') expect(places.get(id)).toBeLessThan(index);
        }
      });

      it('[E-2] names deals, keeps blanks blank, and gives lost deals a reason', () => {
        const named = (key: string) => deals.find(({ create }) => create.fields['externalKey'] === key)?.create;
        expect(named('Z063OYW0')?.fields['name']).toBe('GTX Pro for Isdom');
        expect(deals.filter(({ create }) => !('account' in create.fields))).toHaveLength(1425);
        expect(deals.filter(({ create }) => !('value' in create.fields))).toHaveLength(2089);
        expect(deals.filter(({ create }) => create.fields['lossReason'] === 'not-recorded')).toHaveLength(2473);
        expect(deals.find(({ create }) => !('account' in create.fields))?.create.fields['name']).toMatch(
          /^[\w ]+, [A-Z0-9]{8}$/u,
        );
      });

      it('[E-2] makes no duplicate: importing the same files again, also after a spreadsheet saved them, changes nothing', () => {
        const { known } = knownFrom(first.plan.edits.map(({ edit }) => edit));
        for (const files of [
          isoFiles,
          ['sales_pipeline.us-dates.csv'],
          ['accounts.csv', 'products.csv', 'sales_teams.csv', 'sales_pipeline.us-dates.csv'],
        ]) {
          const again = plan(files.map(table), { known });
          expect(again.plan.edits).toEqual([]);
          expect(again.plan.refusals).toEqual([]);
          expect(again.plan.unchangedCounts.get('crm/deal')).toBe(8800);
        }
      });

      it("[S-2] changes only values that have changed in the file, and keeps a person's edits made meanwhile", () => {
        const renamed = first.plan.edits.map(({ edit }) =>
          isCreate(edit) && edit.create.fields['externalKey'] === 'Z063OYW0'
            ? {
                ...edit,
                create: { ...edit.create, teamId: me, fields: { ...edit.create.fields, name: 'Renamed by hand' } },
              }
            : edit,
        );
        const { known, records } = knownFrom(renamed);
        const text = new TextDecoder().decode(readGiven('crm', 'sales_pipeline.csv'));
        const changed = readTable(
          new TextEncoder().encode(text.replace(',1054\r\n', ',1100\r\n')),
          'sales_pipeline.csv',
        );
        if (!changed.ok) throw new Error(changed.message);
        const again = plan([changed.value], { known });
        expect(again.plan.edits.map(({ edit }) => edit)).toEqual([
          {
            id: records.find(({ fields }) => fields['externalKey'] === '1C1I7A6R')?.id,
            entity: 'crm/deal',
            seen: 7,
            fields: {
              value: [
                { amount: 105_400, currency: 'USD' },
                { amount: 110_000, currency: 'USD' },
              ],
            },
          },
        ]);
        for (const { edit } of again.plan.edits) expect(editSchema.safeParse(edit).error).toBeUndefined();
      });

      it('[E-2] refuses every row whose product is not mended, with a hint', () => {
        const unmended = plan(isoFiles.map(table), { choices: { takeMends: false } });
        expect(unmended.plan.refusedRowCount).toBe(1480);
        expect(unmended.plan.refusals[0]).toMatchObject({
          file: 'sales_pipeline.csv',
          column: 'product',
          cell: 'GTXPro',
          reason: 'unknown-name',
          message: 'There is no product called “GTXPro”',
        });
        expect(unmended.plan.createCounts.get('crm/deal')).toBe(7320);
      });

      it('[E-2] refuses only deals when their agents, accounts and products are unknown', () => {
        const alone = plan([table('sales_pipeline.csv')]);
        expect(alone.plan.refusedRowCount).toBe(8800);
        expect(alone.plan.edits).toEqual([]);
      });
    }),
});
