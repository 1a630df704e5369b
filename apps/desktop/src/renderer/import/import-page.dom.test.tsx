import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { type ImportPlan, importPlanSchema } from '../../bridge/import-plan.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const importId = '0190b1f2-7c00-7000-8000-00000000e001';
const plan: ImportPlan = importPlanSchema.parse({
  importId,
  earlier: null,
  rememberedAt: null,
  files: [
    {
      name: 'people.csv',
      takenFor: 'crm/contact',
      label: 'Contacts',
      rows: 3,
      encoding: 'utf-8',
      delimiter: ',',
      format: 'csv',
      sheet: null,
      sheets: [],
      columns: [],
      targets: [],
    },
  ],
  mends: [
    {
      id: 'mend',
      file: 'people.csv',
      column: 'E-mail',
      from: 'N/A',
      to: '',
      rows: 50,
      why: 'The word stands for nothing.',
      taken: false,
      isSure: true,
    },
  ],
  readings: [
    {
      id: 'born',
      file: 'people.csv',
      column: 'Born',
      said: 'Is 03/04 the 3rd of April or the 4th of March?',
      why: 'nothing in the file shows it',
      choices: [
        { value: 'day-first', label: 'day/month/year' },
        { value: 'month-first', label: 'month/day/year' },
      ],
      chosen: 'month-first',
      isOpen: true,
    },
  ],
  matching: [
    {
      entity: 'crm/contact',
      label: 'Contacts',
      offered: [
        { field: 'email', label: 'E-mail' },
        { field: 'name', label: 'Name' },
      ],
      chosen: ['email'],
      isAsked: false,
    },
  ],
  reports: [
    {
      file: 'people.csv',
      column: 'Shoe size',
      kind: 'left-out',
      code: 'no-field',
      count: 2,
      examples: ['38', '39'],
      message: '2 cells are not imported: no field has this name',
    },
  ],
  counts: { rowsRead: 3, creates: { 'crm/contact': 3 }, changes: {}, unchanged: 0, refused: 0 },
  warnings: [],
  refused: [],
});
const answered: ImportPlan = { ...plan, readings: plan.readings.map((reading) => ({ ...reading, isOpen: false })) };

describe('the dry run of an import', () => {
  it('[E-2] asks about ambiguous columns and match fields before anything is imported', async () => {
    const changes: unknown[] = [];
    await renderApp({
      at: '/import',
      handlers: {
        'imports.begin': () => Promise.resolve(accept({ importId })),
        'imports.piece': () => Promise.resolve(accept({ receivedBytes: 8 })),
        'imports.open': () => Promise.resolve(accept(plan)),
        'imports.change': ({ importId: id, ...change }) => {
          expect(id).toBe(importId);
          changes.push(change);
          return Promise.resolve(accept(answered));
        },
      },
    });
    await screen.findByRole('heading', { name: 'Drop the files here' });
    const input = document.querySelector('input[type="file"]');
    if (!input) throw new Error('The page has a file input');
    fireEvent.change(input, { target: { files: [new File(['Name\nAda'], 'people.csv')] } });
    fireEvent.click(await screen.findByRole('button', { name: /^Dry run/ }));

    const lost = await screen.findByRole('list', { name: 'Left out' });
    expect(lost.textContent).toContain('Shoe size2 cells are not imported: no field has this name“38”, “39”');
    expect(screen.getByText('(empty)')).toBeTruthy();
    const matching = screen.getByRole('combobox', { name: 'Contacts are matched by' });
    expect(matching).toMatchObject({ value: 'E-mail' });

    const start = screen.getByRole('button', { name: /^Import 3 contacts/ });
    expect(start.getAttribute('aria-disabled') ?? start.hasAttribute('disabled')).toBeTruthy();
    const asked = screen.getByRole('group', { name: 'How Born is read' });
    fireEvent.click(within(asked).getByRole('button', { name: 'day/month/year' }));
    await waitFor(() => expect(changes).toMatchObject([{ readings: { born: 'day-first' } }]));
    await waitFor(() => expect(screen.queryByRole('group', { name: 'How Born is read' })).toBeNull());
    const ready = screen.getByRole('button', { name: /^Import 3 contacts/ });
    expect(ready.getAttribute('aria-disabled') === 'true' || ready.hasAttribute('disabled')).toBe(false);

    fireEvent.click(matching);
    fireEvent.click(await screen.findByRole('option', { name: 'Nothing: every row is a new record', hidden: true }));
    await waitFor(() => expect(changes[1]).toMatchObject({ matching: { 'crm/contact': [] } }));
  });
});

describe('the columns of an import', () => {
  it('[E-2] say that the decisions of an earlier import are used again, and can be started anew', async () => {
    const changes: unknown[] = [];
    const remembered = { ...plan, rememberedAt: '2026-11-12T09:00:00.000Z' };
    await renderApp({
      at: '/import',
      handlers: {
        'imports.begin': () => Promise.resolve(accept({ importId })),
        'imports.piece': () => Promise.resolve(accept({ receivedBytes: 8 })),
        'imports.open': () => Promise.resolve(accept(remembered)),
        'imports.change': ({ importId: _id, ...change }) => {
          changes.push(change);
          return Promise.resolve(accept(plan));
        },
      },
    });
    await screen.findByRole('heading', { name: 'Drop the files here' });
    const input = document.querySelector('input[type="file"]');
    if (!input) throw new Error('The page has a file input');
    fireEvent.change(input, { target: { files: [new File(['Name\nAda'], 'people.csv')] } });
    fireEvent.click(await screen.findByRole('button', { name: 'Start anew' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Start anew' })).toBeNull());
    expect(changes).toMatchObject([{ isAfresh: true }]);
  });
});

describe('the import of an Excel workbook', () => {
  it('offers its sheets before the columns, and reads the chosen one', async () => {
    const begun: unknown[] = [];
    const cancelled: string[] = [];
    const file = plan.files.map((one) => ({ ...one, name: 'book.xlsx', sheets: ['2025', '2026'] }));
    await renderApp({
      at: '/import',
      handlers: {
        'imports.begin': ({ files }) => (begun.push(files), Promise.resolve(accept({ importId }))),
        'imports.piece': () => Promise.resolve(accept({ receivedBytes: 8 })),
        'imports.open': () =>
          Promise.resolve(accept({ ...plan, files: file.map((one) => ({ ...one, sheet: begun.length > 1 ? '2026' : '2025' })) })), // prettier-ignore
        'imports.cancel': (input) => (
          cancelled.push(input.importId),
          Promise.resolve(refuse('request/not-found', 'It is gone.', { path: 'importId' }))
        ),
      },
    });
    await screen.findByRole('heading', { name: 'Drop the files here' });
    const input = document.querySelector('input[type="file"]');
    if (!input) throw new Error('The page has a file input');
    expect(input.getAttribute('accept')).toContain('.xlsx');
    fireEvent.change(input, { target: { files: [new File(['PK345678'], 'book.xlsx')] } });
    const sheet = await screen.findByRole('combobox', { name: 'Sheet of book.xlsx' });
    expect(sheet).toMatchObject({ value: '2025' });
    fireEvent.click(sheet);
    fireEvent.click(await screen.findByRole('option', { name: '2026', hidden: true }));
    await waitFor(() =>
      expect(screen.getByRole('combobox', { name: 'Sheet of book.xlsx' })).toMatchObject({ value: '2026' }),
    );
    expect(begun).toEqual([
      [{ name: 'book.xlsx', sizeBytes: 8 }],
      [{ name: 'book.xlsx', sizeBytes: 8, sheet: '2026' }],
    ]);
    await waitFor(() => expect(cancelled).toEqual([importId]));
  });

  it('reads the files of the present plan for another sheet, also after other files were refused', async () => {
    const begun: string[] = [];
    const cancelled: string[] = [];
    const ids = ['e001', 'e002', 'e003'].map((end) => `0190b1f2-7c00-7000-8000-00000000${end}`);
    const file = plan.files.map((one) => ({ ...one, name: 'book.xlsx', sheet: '2025', sheets: ['2025', '2026'] }));
    await renderApp({
      at: '/import',
      handlers: {
        'imports.begin': ({ files }) => {
          begun.push(files.map(({ name, sheet = '' }) => `${name} ${sheet}`).join());
          return Promise.resolve(accept({ importId: ids[begun.length - 1] ?? importId }));
        },
        'imports.piece': () => Promise.resolve(accept({ receivedBytes: 8 })),
        'imports.open': ({ importId: id }) =>
          Promise.resolve(
            id === ids[1]
              ? refuse('request/invalid', 'This file is damaged.', { path: 'importId' })
              : accept({ ...plan, importId: id, files: file }),
          ),
        'imports.cancel': (input) => {
          cancelled.push(input.importId);
          return Promise.resolve(refuse('request/not-found', 'It is gone.', { path: 'importId' }));
        },
      },
    });
    await screen.findByRole('heading', { name: 'Drop the files here' });
    const choose = (name: string) => {
      const input = document.querySelector('input[type="file"]');
      if (!input) throw new Error('The page has a file input');
      fireEvent.change(input, { target: { files: [new File(['PK345678'], name)] } });
    };
    choose('book.xlsx');
    const sheet = await screen.findByRole('combobox', { name: 'Sheet of book.xlsx' });
    choose('broken.xlsx');
    expect(await screen.findByText('This file is damaged.')).toBeDefined();
    await waitFor(() => expect(cancelled).toEqual([ids[1]]));
    fireEvent.click(sheet);
    fireEvent.click(await screen.findByRole('option', { name: '2026', hidden: true }));
    await waitFor(() => expect(begun).toEqual(['book.xlsx ', 'broken.xlsx ', 'book.xlsx 2026']));
    await waitFor(() => expect(cancelled).toEqual([ids[1], ids[0]]));
  });
});

describe('the import of cards and calendars', () => {
  it('takes .vcf and .ics files, names their formats, and offers the parts of a calendar', async () => {
    const one = plan.files[0];
    const files = [
      { ...one, name: 'people.vcf', format: 'vcf' as const },
      { ...one, name: 'diary.ics', format: 'ics' as const, sheet: 'Events', sheets: ['Events', 'Tasks'] },
      { ...one, name: 'to-do.ics', format: 'ics' as const, sheet: 'Tasks', sheets: ['Tasks'] },
    ];
    await renderApp({
      at: '/import',
      handlers: {
        'imports.begin': () => Promise.resolve(accept({ importId })),
        'imports.piece': () => Promise.resolve(accept({ receivedBytes: 8 })),
        'imports.open': () => Promise.resolve(accept({ ...plan, files: files as typeof plan.files })), // each is whole
      },
    });
    await screen.findByRole('heading', { name: 'Drop the files here' });
    const input = document.querySelector('input[type="file"]');
    if (!input) throw new Error('The page has a file input');
    for (const ending of ['.vcf', '.ics']) expect(input.getAttribute('accept')?.split(',')).toContain(ending);
    fireEvent.change(input, { target: { files: [new File(['BEGIN:VC'], 'people.vcf')] } });
    const parts = await screen.findByRole('combobox', { name: 'Part of diary.ics' });
    expect(parts).toMatchObject({ value: 'Events' });
    const said = screen.getAllByText(/^\d+ rows, /u).map(({ textContent }) => textContent);
    expect(said).toEqual(['3 rows, vCard', '3 rows, iCalendar', '3 rows, iCalendar, tasks']);
  });
});

describe('the end of an import', () => {
  const ended = { importId, state: 'done' as const, done: 3, total: 3, created: { 'crm/contact': 3 }, changed: {}, group: importId }; // prettier-ignore

  /** Imports a file to its end. */
  async function imported(
    given: ImportPlan,
    message: string,
    handlers: NonNullable<Parameters<typeof renderApp>[0]['handlers']> = {},
  ) {
    const app = await renderApp({
      at: '/import',
      handlers: {
        ...handlers,
        'imports.begin': () => Promise.resolve(accept({ importId })),
        'imports.piece': () => Promise.resolve(accept({ receivedBytes: 8 })),
        'imports.open': () => Promise.resolve(accept(given)),
        'imports.run': () => Promise.resolve(accept({ ...ended, message })),
      },
    });
    await screen.findByRole('heading', { name: 'Drop the files here' });
    const input = document.querySelector('input[type="file"]');
    if (!input) throw new Error('The page has a file input');
    fireEvent.change(input, { target: { files: [new File(['Name\nAda'], 'people.csv')] } });
    fireEvent.click(await screen.findByRole('button', { name: /^Dry run/u }));
    fireEvent.click(await screen.findByRole('button', { name: /^Import 3 contacts/u }));
    expect(await screen.findByText(message)).toBeDefined();
    return app;
  }

  it('[E-2] saves the refused rows as one CSV file for each file that has some', async () => {
    const [file] = plan.files;
    if (!file) throw new Error('The plan has a file');
    const files = ['people.csv', 'firms.xlsx', 'clean.csv'].map((name) => ({ ...file, name }));
    const given = { ...answered, files, counts: { ...plan.counts, refused: 2 } };
    const message = 'Imported 3 contacts. 2 refused rows are only on this device, and only now: save them as a file.';
    const pieces: Readonly<Record<string, readonly string[]>> = {
      'people.csv': ['Name,Why refused\r\n', 'Ada,Not an e-mail address\r\n'],
      'firms.xlsx': ['Firm,Why refused\r\nAcme,Twice\r\n'],
      'clean.csv': [''],
    };
    const { saved } = await imported(given, message, {
      'imports.refusedRows': ({ file: of, piece }) => {
        const next = piece + 1 < (pieces[of]?.length ?? 0) ? piece + 1 : null;
        return Promise.resolve(accept({ csv: pieces[of]?.[piece] ?? '', next }));
      },
    });
    fireEvent.click(screen.getByRole('button', { name: 'Save the refused rows' }));
    await waitFor(() =>
      expect(saved).toEqual([
        { name: 'refused-rows of people.csv', content: 'Name,Why refused\r\nAda,Not an e-mail address\r\n' },
        { name: 'refused-rows of firms.xlsx.csv', content: 'Firm,Why refused\r\nAcme,Twice\r\n' },
      ]),
    );
  });

  it('[E-2] offers no refused rows where there are none', async () => {
    await imported(answered, 'Imported 3 contacts.');
    expect(screen.getByRole('button', { name: 'Take it all back' })).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Save the refused rows' })).toBeNull();
  });
});
