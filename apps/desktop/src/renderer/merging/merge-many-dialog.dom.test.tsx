import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ActRequest } from '../../bridge/contract.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const idOf = (last: number) => `0190b1f2-7c00-7000-8000-000000000d0${last}`;
const rows = ['Acme', 'ACME Inc', 'Acme Ltd'].map((name, at) =>
  givenShownRecord({
    id: idOf(at + 1),
    entity: 'crm/account',
    fields: { name, phone: `+1555010${at}`, tags: [`t${at}`] },
  }),
);

/** Opens the accounts with all three selected, and the dialog that merges them. */
async function given() {
  const performed: ActRequest[] = [];
  await renderApp({
    rows,
    at: '/list/crm/account?kind=grid',
    handlers: {
      'acts.perform': (request) => {
        performed.push(request);
        return Promise.resolve(accept({ act: idOf(9), ids: [] }));
      },
    },
  });
  const grid = await screen.findByRole('grid');
  await within(grid).findByText('Acme');
  act(() => grid.focus());
  fireEvent.keyDown(grid, { key: 'a', ctrlKey: true });
  fireEvent.click(await screen.findByRole('button', { name: 'Merge the 3' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Merge 3 accounts into one' }));
  await dialog.findByRole('table');
  return { dialog, performed };
}

describe('[S-4f] the merge of several selected records', () => {
  it('shows them side by side, and merges them by choice in one act', async () => {
    const { dialog, performed } = await given();
    expect(dialog.getAllByRole('columnheader').map((one) => one.textContent)).toEqual(['Stays', 'Acme', 'ACME Inc', 'Acme Ltd']); // prettier-ignore
    fireEvent.click(within(dialog.getAllByRole('columnheader')[2] as HTMLElement).getByRole('radio')); // there are four
    const phone = within(dialog.getByRole('row', { name: /^Phone/ }));
    fireEvent.click(phone.getAllByRole('radio')[2] as HTMLElement); // one for each record
    expect(dialog.getByRole<HTMLInputElement>('radio', { name: 'Keep all' }).checked).toBe(true);
    fireEvent.click(dialog.getByRole('button', { name: /^Merge the 3/ }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(performed.map(({ edits }) => edits)).toEqual([
      [
        { entity: 'crm/account', id: idOf(2), fields: { phone: '+15550102', tags: ['t0', 't1', 't2'] } },
        { entity: 'crm/account', id: idOf(1), fields: { life: `merged:${idOf(2)}` } },
        { entity: 'crm/account', id: idOf(3), fields: { life: `merged:${idOf(2)}` } },
      ],
    ]);
    expect(await screen.findByRole('button', { name: /Undo/ })).toBeDefined();
  });

  it('begins the choices again if another record stays, and merges once when it is pressed twice', async () => {
    const { dialog, performed } = await given();
    const phone = () => within(dialog.getByRole('row', { name: /^Phone/ })).getAllByRole<HTMLInputElement>('radio');
    fireEvent.click(phone()[2] as HTMLElement); // one for each record
    fireEvent.click(within(dialog.getAllByRole('columnheader')[2] as HTMLElement).getByRole('radio')); // there are four
    expect(phone().map(({ checked }) => checked)).toEqual([false, true, false]);
    const merge = dialog.getByRole('button', { name: /^Merge the 3/ });
    act(() => {
      merge.click();
      merge.click();
    });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(performed).toHaveLength(1);
  });
});
