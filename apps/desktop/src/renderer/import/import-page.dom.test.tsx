import { accept } from '@outpost/domain/kernel/refusal';
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
  files: [
    {
      name: 'people.csv',
      takenFor: 'crm/contact',
      label: 'Contacts',
      rows: 3,
      encoding: 'utf-8',
      delimiter: ',',
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
      why: 'nothing in the file tells',
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
    fireEvent.click(await screen.findByRole('button', { name: 'Dry run' }));

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
    fireEvent.click(await screen.findByRole('option', { name: 'Nothing: every row is another', hidden: true }));
    await waitFor(() => expect(changes[1]).toMatchObject({ matching: { 'crm/contact': [] } }));
  });
});
