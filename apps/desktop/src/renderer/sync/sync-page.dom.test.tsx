import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { emptySyncStatus } from '../../bridge/empty-sync-status.ts';
import { givenTrayEntry, givenTrayEntryOfWhole } from '../testing/given-tray-entry.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout(420, 900, true);
const refused = givenTrayEntry();

describe('the sync page on a phone', () => {
  it('[S-5] puts items that need the person above mere information', async () => {
    await renderApp({ at: '/sync', handlers: { 'sync.tray': () => Promise.resolve(accept({ entries: [refused] })) } });
    const tray = await screen.findByRole('region', { name: 'Changes that need you' });
    const told = screen.getByText('Nothing to send');
    expect(tray.compareDocumentPosition(told) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  });

  it('[S-5] gives the focus to the refused act that a notification leads to, and to none without it', async () => {
    const other = givenTrayEntry({ id: '0190b1f2-7c00-7000-8000-000000000e09', label: 'Moved Beta to Won' });
    const handlers = { 'sync.tray': () => Promise.resolve(accept({ entries: [refused, other] })) };
    Element.prototype.scrollIntoView = () => {}; // the DOM of tests has none
    const { unmount } = await renderApp({ at: `/sync?entry=${other.id}`, handlers });
    expect(await screen.findByRole('article', { name: 'Moved Beta to Won' })).toBe(document.activeElement);
    unmount();
    await renderApp({ at: '/sync', handlers });
    expect(await screen.findByRole('article', { name: 'Moved Beta to Won' })).not.toBe(document.activeElement);
  });

  it('[S-5] shows the reason of a refused act that names no record', async () => {
    const entries = [givenTrayEntryOfWhole('There is no such act to undo.')];
    await renderApp({ at: '/sync', handlers: { 'sync.tray': () => Promise.resolve(accept({ entries })) } });
    const tray = await screen.findByRole('region', { name: 'Changes that need you' });
    expect(within(tray).getByText('There is no such act to undo.')).toBeTruthy();
  });
});

describe('the changes to send', () => {
  it('[T-9] say that the server checks a rule, where this device does not hold the records that the rule needs', async () => {
    const entry = (label: string, isJudgedLater: boolean) => ({
      act: `0190b1f2-7c00-7000-8000-000000000e${isJudgedLater ? '21' : '22'}`,
      label,
      madeAt: '2026-11-19T08:00:00.000Z',
      group: null,
      state: 'waiting' as const,
      records: [],
      editCount: 1,
      isJudgedLater,
    });
    const entries = [entry('Took two cables', true), entry('Renamed Acme', false)];
    await renderApp({ at: '/sync', handlers: { 'sync.outbox': () => Promise.resolve(accept({ entries })) } });
    const list = await screen.findByRole('region', { name: 'Changes to send' });
    const said = within(list).getAllByText(/^A rule needs records that are not on this device/);
    expect(said.map((one) => one.closest('li')?.textContent.includes('Took two cables'))).toEqual([true]);
  });
});

describe('a change that was being sent when the list was read', () => {
  it('[S-2] is shown as on its way only while the device sends', async () => {
    const entry = {
      act: '0190b1f2-7c00-7000-8000-000000000e41',
      label: 'Renamed Acme',
      madeAt: '2026-11-19T08:00:00.000Z',
      group: null,
      state: 'sending' as const,
      records: [],
      editCount: 1,
      isJudgedLater: false,
    };
    const { tellSync } = await renderApp({
      at: '/sync',
      sync: { ...emptySyncStatus, state: 'sending', toSend: 1 },
      handlers: { 'sync.outbox': () => Promise.resolve(accept({ entries: [entry] })) },
    });
    const list = within(await screen.findByRole('region', { name: 'Changes to send' }));
    expect(await list.findByText('On its way')).toBeDefined();
    await tellSync({ ...emptySyncStatus, state: 'offline', toSend: 1 });
    await waitFor(() => expect(list.queryByText('On its way')).toBeNull());
    expect(list.getByText('Renamed Acme')).toBeDefined();
  });
});

describe('the changed values of a change to send', () => {
  const act = '0190b1f2-7c00-7000-8000-000000000e31';
  const account = '0190b1f2-7c00-7000-8000-000000000e32';
  const changes = {
    first: [
      { field: 'value', from: { amount: 24_900_00, currency: 'USD' }, to: { amount: 29_400_00, currency: 'USD' } },
      { field: 'account', from: null, to: account },
    ],
    count: 4,
    refs: { [account]: { entity: 'crm/account', title: 'Acme', life: 'alive' } },
  };
  const entry = {
    act,
    label: 'Changed 4 fields of Lift',
    madeAt: '2026-11-19T08:00:00.000Z',
    group: null,
    state: 'waiting' as const,
    records: [{ id: account, entity: 'crm/deal', title: 'Lift' }],
    editCount: 1,
    changes,
    isJudgedLater: false,
  };

  it('are listed old → new, in words for a screen reader, with the number of the others', async () => {
    await renderApp({ at: '/sync', handlers: { 'sync.outbox': () => Promise.resolve(accept({ entries: [entry] })) } });
    const list = await screen.findByRole('list', { name: 'Changed values' });
    expect(within(list).getAllByRole('listitem').map((item) => item.textContent.replaceAll(/\s+/gu, ' '))).toEqual([
      'Value $24,900 → becomes $29,400',
      'Account empty → becomes Acme',
      'and 2 other fields',
    ]); // prettier-ignore
    expect(within(list).getAllByText('→').every((arrow) => arrow.ariaHidden === 'true' || arrow.getAttribute('aria-hidden') === 'true')).toBe(true); // prettier-ignore
  });

  it('are not listed for a group, which says its number of records', async () => {
    const entries = [1, 2].map((at) => ({ ...entry, act: `0190b1f2-7c00-7000-8000-000000000e4${at}`, group: account }));
    await renderApp({ at: '/sync', handlers: { 'sync.outbox': () => Promise.resolve(accept({ entries })) } });
    expect(await screen.findAllByText('2 records, in 2 steps')).not.toHaveLength(0);
    expect(screen.queryByRole('list', { name: 'Changed values' })).toBeNull();
  });
});

const textOf = (content: string | Blob | undefined): string => (typeof content === 'string' ? content : '');

describe('the diagnostics of a device', () => {
  it('are saved as a file', async () => {
    const device = { deviceId: '0190b1f2-7c00-7000-8000-0000000000e2', fileBytes: 1, encrypted: true, counts: {} };
    const { saved } = await renderApp({
      at: '/sync',
      handlers: {
        'sync.device': () => Promise.resolve(accept(device)),
        'sync.tray': () => Promise.resolve(accept({ entries: [refused] })),
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Save diagnostics' }));
    expect(saved).toHaveLength(1);
    expect(saved[0]?.name).toMatch(/^outpost-diagnostics-\d{4}-\d\d-\d\d\.json$/);
    expect(JSON.parse(textOf(saved[0]?.content))).toMatchObject({ device: '0190b1f2', refused: { acts: 1 } });
  });
});

describe('the export of everything', () => {
  const exportId = '0190b1f2-7c00-7000-8000-0000000000e1';
  const device = {
    deviceId: '0190b1f2-7c00-7000-8000-0000000000e2',
    fileBytes: 1,
    encrypted: true,
    counts: {},
  };
  const open = async () => {
    fireEvent.click(await screen.findByRole('button', { name: 'Export everything…' }));
    return screen.findByRole('dialog', { name: 'Export everything' });
  };

  it('lists the contents of the archive, says that it is not encrypted, and saves it', async () => {
    const { saved } = await renderApp({
      at: '/sync',
      handlers: {
        'sync.device': () => Promise.resolve(accept(device)),
        'exports.beginAll': () =>
          Promise.resolve(accept({ exportId, fileName: 'Acme.zip', total: 3, isPartial: false, isNarrowed: false })),
        'exports.piece': () => Promise.resolve(accept({ base64: btoa('PK'), done: 3, next: null })),
        'exports.cancel': () => Promise.resolve(accept(null)),
      },
    });
    const dialog = await open();
    expect(within(dialog).getByText(/The archive is not encrypted/)).toBeTruthy();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Export everything' }));
    expect(await screen.findByText('3 records exported to Acme.zip.')).toBeTruthy();
    expect(saved.map(({ name }) => name)).toEqual(['Acme.zip']);
    expect(saved[0]?.content).toHaveProperty('type', 'application/zip');
  });

  it('says how many files are in the archive, and how many contents are missing and why', async () => {
    await renderApp({
      at: '/sync',
      handlers: {
        'sync.device': () => Promise.resolve(accept(device)),
        'exports.beginAll': () =>
          Promise.resolve(accept({ exportId, fileName: 'Acme.zip', total: 3, isPartial: false, isNarrowed: false })),
        'exports.piece': () =>
          Promise.resolve(accept({ base64: btoa('PK'), done: 3, next: null, files: { written: 2, missing: 1 } })),
        'exports.cancel': () => Promise.resolve(accept(null)),
      },
    });
    const dialog = await open();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Export everything' }));
    expect(await screen.findByText('3 records and 2 files exported to Acme.zip.')).toBeTruthy();
    expect(screen.getByText(/The contents of 1 file are not in the archive.*files\/manifest\.csv/)).toBeTruthy();
  });

  it('shows the reason of a refusal, and saves nothing', async () => {
    const { saved } = await renderApp({
      at: '/sync',
      handlers: {
        'sync.device': () => Promise.resolve(accept(device)),
        'exports.beginAll': () =>
          Promise.resolve(refuse('query/timed-out', 'The count took too long.', { limitMs: 1 })),
      },
    });
    const dialog = await open();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Export everything' }));
    expect((await screen.findByRole('alert')).textContent).toBe('The count took too long.');
    expect(saved).toEqual([]);
  });
});
