import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Undertaking } from '../../bridge/shapes/undertaking.ts';
import { me as ilse } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const imported: Undertaking = {
  id: '0190b1f2-7c00-7000-8000-000000000901',
  kind: 'group',
  label: 'Imported 85 accounts',
  madeAt: '2026-11-18T08:00:00.000Z',
  files: ['accounts.csv', 'deals.xlsx'],
  refusedRows: null,
  isBeingUndone: false,
  by: ilse,
  undone: null,
  parts: [
    { entity: 'crm/account', isCreated: true, records: 85, gone: 1, changedSince: 0 },
    { entity: 'crm/deal', isCreated: true, records: 8_800, gone: 0, changedSince: 12 },
  ],
};
const filled: Undertaking = {
  id: '0190b1f2-7c00-7000-8000-000000000902',
  kind: 'act',
  label: 'Filled 3 cells of 3 deals',
  madeAt: '2026-11-17T08:00:00.000Z',
  files: [],
  refusedRows: null,
  isBeingUndone: false,
  by: ilse,
  undone: null,
  parts: [{ entity: 'crm/deal', isCreated: false, records: 3, gone: 0, changedSince: 3 }],
};

describe('imports and changes of many records', () => {
  it('[S-4c] an import can be undone long afterwards, after a message about its effect and its limits', async () => {
    const told = [imported, filled];
    const undone: unknown[] = [];
    await renderApp({
      at: '/sync',
      handlers: {
        'acts.undertakings': () =>
          Promise.resolve(accept({ undertakings: [...told], found: 2, count: 2, isComplete: true })),
        'acts.undoGroup': (input) => {
          undone.push(input);
          told[0] = { ...imported, isBeingUndone: true };
          return Promise.resolve(accept({ acts: 89, group: imported.id }));
        },
      },
    });
    const list = await screen.findByRole('region', { name: 'Imports and changes of many records' });
    const [first, second] = within(list).getAllByRole('listitem');
    if (!first || !second) throw new Error('Two lines are told');
    expect(first.textContent).toContain('Imported 8,885 records');
    expect(first.textContent).toContain('made 85 accounts and 8,800 deals, from accounts.csv and deals.xlsx');
    expect(second.textContent).toContain('Nothing left to undo');
    expect(within(second).queryByRole('button')).toBeNull();
    fireEvent.click(within(first).getByRole('button', { name: 'Undo' }));
    const dialog = await screen.findByRole('dialog', { name: 'Undo “Imported 8,885 records”' });
    expect(dialog.textContent).toContain('84 accounts and 8,788 deals that it made will be deleted');
    expect(dialog.textContent).toContain('12 records were changed since: the changed values stay');
    expect(dialog.textContent).toContain('1 is not there any more');
    expect(undone).toEqual([]);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Undo 8,872 records' }));
    await waitFor(() => expect(first.textContent).toContain('Undone, to send'));
    expect(undone).toEqual([{ group: imported.id }]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('[S-9] offers no undo while its history is still arriving', async () => {
    await renderApp({
      at: '/sync',
      handlers: {
        'acts.undertakings': () =>
          Promise.resolve(accept({ undertakings: [imported], found: 1, count: 1, isComplete: false })),
      },
    });
    const list = await screen.findByRole('region', { name: 'Imports and changes of many records' });
    expect(list.textContent).toContain('Their history is still on its way');
    expect(within(list).queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it('are paged, and found by the name of a file', async () => {
    const all = Array.from({ length: 40 }, (_, place) => ({
      ...filled,
      id: `0190b1f2-7c00-7000-8000-0000000010${String(place).padStart(2, '0')}`,
      label: place === 39 ? 'Imported 2 deals' : `Changed ${place + 2} deals`,
      files: place === 39 ? ['march.csv'] : [],
    }));
    await renderApp({
      at: '/sync',
      handlers: {
        'acts.undertakings': ({ text, limit }) => {
          const found = all.filter(({ files }) => text === '' || files.includes(text));
          return Promise.resolve(
            accept({ undertakings: found.slice(0, limit), found: found.length, count: all.length, isComplete: true }),
          );
        },
      },
    });
    const list = await screen.findByRole('region', { name: 'Imports and changes of many records' });
    const lines = () => within(list).queryAllByRole('listitem');
    expect(lines()).toHaveLength(5);
    fireEvent.click(within(list).getByRole('button', { name: 'Show 30 older ones' }));
    await waitFor(() => expect(lines()).toHaveLength(35));
    fireEvent.click(within(list).getByRole('button', { name: 'Show 5 older ones' }));
    await waitFor(() => expect(lines()).toHaveLength(40));
    const search = within(list).getByRole('searchbox', { name: /^Find an import/ });
    fireEvent.change(search, { target: { value: 'march.csv' } });
    await waitFor(() => expect(lines().map(({ textContent }) => textContent)).toEqual([expect.stringContaining('march.csv')])); // prettier-ignore
    fireEvent.change(search, { target: { value: 'april.csv' } });
    expect(await within(list).findByText(/^Nothing of the last 90 days/)).toBeDefined();
    expect(lines()).toHaveLength(0);
  });
});
