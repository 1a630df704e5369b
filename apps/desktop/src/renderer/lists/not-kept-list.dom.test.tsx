import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { emptySyncStatus } from '../../bridge/empty-sync-status.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout(380, 900, true); // the narrowest window
const sync = { ...emptySyncStatus, state: 'up-to-date', notKept: ['crm/deal'] } as const;
const at = '/list/crm/deal?kind=grid';
const pumps = givenShownRecord({ fields: { name: 'Pumps', stage: 'prospecting' } });
const answers = {
  'server.list': () => Promise.resolve(accept({ rows: [pumps], refs: {}, next: null })),
  'server.sums': () => Promise.resolve(accept({ count: 1, sums: { value: { USD: 90_000 } } })),
};

describe('[A-6] the list of a kind that this device does not keep', () => {
  it('says so, asks the server on request, and shows the answer and its sums', async () => {
    let asked = 0;
    const handlers = { ...answers, 'server.list': () => ((asked += 1), answers['server.list']()) };
    await renderApp({ rows: [], at, sync, handlers });
    await screen.findByRole('heading', { name: 'Deals are not kept on this device' });
    expect(asked).toBe(0);
    fireEvent.click(screen.getByRole('button', { name: 'Ask the server' }));
    expect(await screen.findByText(/^From the server: 1 deal, \$900/)).toBeDefined();
    const table = within(screen.getByRole('group', { name: 'Deals from the server' }));
    expect(table.getByRole('button', { name: 'Pumps' })).toBeDefined();
    expect(asked).toBe(1);
  });

  it('shows the referred fields that this device has', async () => {
    const account = '0190b1f2-7c00-7000-8000-000000000a01';
    const row = givenShownRecord({ fields: { name: 'Pumps', stage: 'prospecting', account } });
    const refs = { [account]: { entity: 'crm/account', title: 'Acme', life: 'alive', fields: { sector: 'Steel' } } };
    const handlers = {
      ...answers,
      'server.list': ({ referred = [] }: { readonly referred?: readonly string[] }) =>
        Promise.resolve(accept({ rows: [row], refs: referred.includes('account.sector') ? refs : {}, next: null })),
      'local.get': ({ key }: { readonly key: string }) =>
        Promise.resolve(accept({ value: key === 'grid/crm/deal' ? { columns: ['name', 'account.sector'] } : null })),
    };
    await renderApp({ rows: [], at, sync, handlers });
    fireEvent.click(await screen.findByRole('button', { name: 'Ask the server' }));
    const table = within(await screen.findByRole('group', { name: 'Deals from the server' }));
    expect([table.getByText('Account: Sector'), table.getByText('Steel')]).toHaveLength(2);
  });

  it('shows a record with its fields, and nothing that changes it', async () => {
    const { performed } = await renderApp({ rows: [], at, sync, handlers: answers });
    fireEvent.click(await screen.findByRole('button', { name: 'Ask the server' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Pumps' }));
    const record = within(await screen.findByRole('region', { name: 'Pumps' }));
    expect(record.getByText(/Only shown: deals are not kept on this device/)).toBeDefined();
    expect([record.queryByRole('textbox'), record.queryByRole('combobox'), performed]).toEqual([null, null, []]);
    fireEvent.click(record.getByRole('button', { name: 'Back to the list' }));
    expect(await screen.findByText(/^From the server/)).toBeDefined();
  });

  it('asks for the history and the related records of a record only on request, and says why there is no answer', async () => {
    let questions = 0;
    const handlers = {
      ...answers,
      'server.timeline': () => {
        questions += 1;
        return Promise.resolve(refuse('sync/offline', 'The server can’t be reached.', {}));
      },
    };
    await renderApp({ rows: [], at, sync, handlers });
    fireEvent.click(await screen.findByRole('button', { name: 'Ask the server' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Pumps' }));
    const record = within(await screen.findByRole('region', { name: 'Pumps' }));
    expect(questions).toBe(0);
    fireEvent.click(record.getByRole('button', { name: 'Ask for its history and related records' }));
    expect((await record.findByRole('alert')).textContent).toContain('The server can’t be reached.');
    expect(questions).toBe(1);
  });

  it('is not available offline, and says so', async () => {
    await renderApp({ rows: [], at, sync: { ...sync, state: 'offline' } });
    expect(await screen.findByText(/not available without a connection/)).toBeDefined();
    expect(screen.getByRole('button', { name: 'Ask the server' })).toMatchObject({ disabled: true });
  });

  it('says why the server gave no answer, and can be asked again', async () => {
    let isReached = false;
    const handlers = {
      ...answers,
      'server.list': () =>
        isReached
          ? answers['server.list']()
          : Promise.resolve(refuse('sync/offline', 'The server can’t be reached.', {})),
    };
    await renderApp({ rows: [], at, sync, handlers });
    fireEvent.click(await screen.findByRole('button', { name: 'Ask the server' }));
    expect(await screen.findByText('The server can’t be reached.')).toBeDefined();
    isReached = true;
    fireEvent.click(screen.getByRole('button', { name: 'Ask again' }));
    expect(await screen.findByText(/^From the server/)).toBeDefined();
  });

  it('shows the records that were made here and are not sent', async () => {
    await renderApp({ rows: [pumps], at, sync });
    expect(await screen.findByText('1 deal is on this device until everything is sent.')).toBeDefined();
  });
});

describe('[A-6] the list of a kind of which this device keeps only young records', () => {
  const young = { ...sync, notKept: [], partlyKept: [{ kind: 'crm/deal', since: '2026-10' }] } as const;

  it('shows them, says so, and asks the server for all on request', async () => {
    await renderApp({ rows: [pumps], at, sync: young, handlers: answers });
    expect(await screen.findByText(/^Only deals that were changed since 1 Oct 2026 are on this device/)).toBeDefined();
    expect(await screen.findByRole('grid', { name: 'Deals' })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Ask the server for all' }));
    expect(await screen.findByText(/^From the server: 1 deal.*older deals are not kept on this device/)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Back to the deals on this device' }));
    expect(await screen.findByRole('grid', { name: 'Deals' })).toBeDefined();
  });

  it('says offline that the others are not available', async () => {
    await renderApp({ rows: [pumps], at, sync: { ...young, state: 'offline' } });
    expect(await screen.findByText(/The others are not available without a connection/)).toBeDefined();
    expect(screen.getByRole('button', { name: 'Ask the server for all' })).toMatchObject({ disabled: true });
  });

  it('is named on pages with sums over several kinds, and in no report', async () => {
    await renderApp({ rows: [], at: '/reports/dashboard/crm/sales', sync: young });
    expect(await screen.findByText(/^Not kept on this device: Deals before 1 Oct 2026\./)).toBeDefined();
    await waitFor(() =>
      expect(
        screen.getAllByText(/This device does not keep all deals, so it cannot count them/).length,
      ).toBeGreaterThan(0),
    );
  });
});

describe('[A-6] sums and lists over several kinds', () => {
  for (const path of ['/', '/reports', '/reports/dashboard/crm/sales', '/search'])
    it(`say which kinds they leave out: ${path}`, async () => {
      await renderApp({ rows: [], at: path, sync });
      expect(await screen.findByText(/^Not kept on this device: Deals\./)).toBeDefined();
    });

  it('count no report over a kind that is not kept', async () => {
    await renderApp({ rows: [], at: '/reports/dashboard/crm/sales', sync });
    await waitFor(() =>
      expect(
        screen.getAllByText(/This device does not keep all deals, so it cannot count them/).length,
      ).toBeGreaterThan(0),
    );
  });

  it('say nothing if the device keeps all kinds', async () => {
    await renderApp({ rows: [pumps], at: '/reports', sync: { ...sync, notKept: [] } });
    await screen.findByRole('heading', { name: 'Reports', level: 1 });
    expect(screen.queryByText(/Not kept on this device/)).toBeNull();
  });
});
