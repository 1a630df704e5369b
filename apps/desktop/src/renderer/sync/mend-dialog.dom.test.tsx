import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../bridge/contract.ts';
import type { BridgeHandlers } from '../../bridge/serve-bridge.ts';
import { dana, givenShownRecord } from '../testing/given-record.ts';
import { givenTrayEntry } from '../testing/given-tray-entry.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord().id;
const may = { allowed: true, why: '' };
const refused = givenTrayEntry(
  { label: 'Renamed Acme renewal' },
  {
    code: 'records/invalid',
    message: 'Source must be filled in.',
    wanted: { name: 'Acme renewal 2027' },
    about: { field: 'source', value: null },
  },
);

describe('mending a refused act', () => {
  it('[S-5] offers the field that the refusal concerns next to the wanted values, and sends the new values', async () => {
    const mended: unknown[] = [];
    await renderApp({
      rows: [givenShownRecord()],
      at: '/sync',
      handlers: {
        'sync.tray': () => Promise.resolve(accept({ entries: [refused] })),
        'sync.mend': (input) => {
          mended.push(input);
          return Promise.resolve(accept({ act: refused.act, ids: [deal] }));
        },
      },
    });
    const tray = await screen.findByRole('region', { name: 'Changes that need you' });
    fireEvent.click(await within(tray).findByRole('button', { name: /Mend/ }));
    const dialog = await screen.findByRole('dialog', { name: 'Renamed Acme renewal' });
    const source = await within(dialog).findByLabelText(/Source/);
    fireEvent.change(source, { target: { value: 'Referral' } });
    fireEvent.blur(source);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(mended).toEqual([{ id: refused.id, fields: { [deal]: { source: 'Referral' } } }]));
  });

  it('[D-2] keeps the typed values when the dialog is closed, until the act is mended or discarded', async () => {
    const { local } = await renderApp({
      rows: [givenShownRecord()],
      at: '/sync',
      handlers: {
        'sync.tray': () => Promise.resolve(accept({ entries: [refused] })),
        'sync.mend': () => Promise.resolve(accept({ act: refused.act, ids: [deal] })),
      },
    });
    const open = async () => {
      fireEvent.click(await screen.findByRole('button', { name: /Mend/ }));
      return screen.findByRole('dialog', { name: 'Renamed Acme renewal' });
    };
    const source = await within(await open()).findByLabelText(/Source/);
    fireEvent.change(source, { target: { value: 'Refer' } });
    await waitFor(() => expect(local.get(`draft/fields/mend/${refused.id}`)).toEqual({ [`${deal} source`]: 'Refer' }));
    fireEvent.blur(source);
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    const again = await open();
    expect((await within(again).findByLabelText<HTMLInputElement>(/Source/)).value).toBe('Refer');
    fireEvent.click(within(again).getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(local.get(`draft/mend/${refused.id}`)).toBe(null));
  });

  const openMend = async (handlers: Partial<BridgeHandlers>) => {
    const { performed } = await renderApp({
      at: '/sync',
      handlers: { 'sync.tray': () => Promise.resolve(accept({ entries: [refused] })), ...handlers },
    });
    fireEvent.click(await screen.findByRole('button', { name: /Mend/ }));
    return { performed, dialog: within(await screen.findByRole('dialog', { name: 'Renamed Acme renewal' })) };
  };
  const answer = (record: Partial<ShownRecord>, rights: Partial<Record<'update' | 'delete', typeof may>> = {}) => ({
    'records.get': () =>
      Promise.resolve(
        accept({
          record: givenShownRecord(record),
          refs: { [dana]: { entity: 'platform/person', title: 'Dana Roe', life: 'alive' } },
          waiting: [],
          replaced: [],
          may: { update: may, assign: may, delete: may, administer: may, ...rights },
          ways: [],
        }),
      ),
  });

  it('[S-5] restores a deleted record before it tries again', async () => {
    const mended: unknown[] = [];
    const { dialog, performed } = await openMend({
      ...answer({ life: 'deleted' }),
      'sync.mend': (input) => {
        mended.push(input);
        return Promise.resolve(accept({ act: refused.act, ids: [deal] }));
      },
    });
    expect(await dialog.findByText('This deal is deleted. Restore it to make the change.')).toBeTruthy();
    expect(dialog.queryByRole('button', { name: 'Try again' })).toBeNull();
    fireEvent.click(dialog.getByRole('button', { name: 'Restore and try again' }));
    await waitFor(() => expect(mended).toHaveLength(1));
    expect(performed).toMatchObject([{ edits: [{ id: deal, fields: { life: 'alive' } }] }]);
  });

  it('[S-5] names the new owner of a record that the person may not change any more, and can be discarded there', async () => {
    const discarded: unknown[] = [];
    const { dialog } = await openMend({
      ...answer({ ownerId: dana }, { update: { allowed: false, why: 'You may only read it.' } }),
      'sync.discard': (input) => {
        discarded.push(input);
        return Promise.resolve(accept(null));
      },
    });
    expect(await dialog.findByText(/The owner is now Dana Roe. You may only read it. Ask Dana Roe/)).toBeTruthy();
    expect(dialog.getByRole('button', { name: 'Copy' })).toBeTruthy();
    expect(dialog.queryByRole('button', { name: /try again/i })).toBeNull();
    fireEvent.click(dialog.getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(discarded).toEqual([{ id: refused.id }]));
  });

  it('[S-5] says who deleted the record and when, already in the tray, and restores it there', async () => {
    const since = { what: 'deleted' as const, by: 'Noor', at: '2026-11-20T11:20:00.000Z' };
    const entry = givenTrayEntry({}, { since });
    const { performed } = await renderApp({
      at: '/sync',
      handlers: { 'sync.tray': () => Promise.resolve(accept({ entries: [entry] })), ...answer({ life: 'deleted' }) },
    });
    const card = within(await screen.findByRole('article', { name: entry.label }));
    expect(await card.findByText(/^Noor deleted this deal, .*11:20.*\. Restore it to make the change\.$/)).toBeTruthy();
    fireEvent.click(card.getByRole('button', { name: 'Restore Acme renewal' }));
    await waitFor(() => expect(performed).toMatchObject([{ edits: [{ id: deal, fields: { life: 'alive' } }] }]));
  });

  it('[A-2] says who took the record, and offers no restore where the person may not', async () => {
    const since = { what: 'deleted' as const, by: null, at: '2026-11-20T11:20:00.000Z' };
    const entry = givenTrayEntry({}, { since });
    await renderApp({
      at: '/sync',
      handlers: {
        'sync.tray': () => Promise.resolve(accept({ entries: [entry] })),
        ...answer({ life: 'deleted' }, { delete: { allowed: false, why: 'Only Dana may restore it.' } }),
      },
    });
    expect(await screen.findByText(/^Somebody deleted this deal, .*\. Only Dana may restore it\./)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^Restore/ })).toBeNull();
  });

  it('[A-5] says that a record is gone or no longer shared, and offers no second try', async () => {
    const { dialog } = await openMend({});
    expect(await dialog.findByText(/This deal is deleted for good or no longer shared with you/)).toBeTruthy();
    expect(dialog.queryByRole('button', { name: /try again/i })).toBeNull();
  });
});
