import { accept, refuse } from '@outpost/domain/kernel/refusal';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import { admin, ana, contacts, everything, north, olga } from '../testing/given-people.ts';
import { givenRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const at = '/settings/journal';
const deal = givenRecord();
const row = (n: number, change: Partial<HistoryRow>): HistoryRow => ({
  n,
  id: deal.id,
  entity: 'crm/deal',
  act: null,
  group: null,
  undoes: null,
  label: 'Changed Value of Acme renewal',
  by: olga.id,
  device: null,
  at: '2026-11-19T10:00:00.000Z',
  madeAt: null,
  kind: 'changed',
  changed: { value: [{ amount: 100_000, currency: 'USD' }, { amount: 250_000, currency: 'USD' }], ownerId: [null, ana.id] },
  superseded: {},
  ...change,
}); // prettier-ignore
const rows = [
  row(7, {}),
  row(6, { kind: 'created', label: 'Added deal Acme renewal', changed: { name: [null, 'Acme renewal'], note: [null, null] } }),
]; // prettier-ignore

const named = {
  refs: {
    [deal.id]: { entity: 'crm/deal', title: 'Acme renewal', life: 'alive' },
    [ana.id]: { entity: 'platform/person', title: 'Ana Brecklin', life: 'alive' },
  },
  names: { [olga.id]: 'Olga Keene' },
};

describe('the journal', () => {
  const open = async (
    found: readonly HistoryRow[] = rows,
    server: CallOutput<'journal.verify'>['server'] = 'checked',
    isOffline = false,
  ) => {
    const asked: CallInput<'journal.onServer'>[] = [];
    const drawn = await renderApp({
      session: admin,
      at,
      rows: [...everything, deal],
      handlers: {
        ...contacts,
        'journal.onServer': (input) => {
          asked.push(input);
          return Promise.resolve(isOffline ? refuse('sync/offline', 'The server can’t be reached.', {}) : accept({ rows: input.before === undefined ? [...found] : [], ...named, next: found.length > 1 && input.before === undefined ? 6 : null })); // prettier-ignore
        },
        'journal.onDevice': () => Promise.resolve(accept({ rows: [...found], ...named, more: false })),
        'journal.verify': () => Promise.resolve(accept({ ok: true, rows: 7, head: 7, problem: null, server })),
      },
    });
    return { ...drawn, asked };
  };

  it('shows who changed what, from which value to which, and leads to the record', async () => {
    await open();
    const [, changed, created] = await screen.findAllByRole('row');
    expect(changed?.textContent).toContain('Changed Value of Acme renewal');
    expect(changed?.textContent).toContain('Olga Keene');
    expect(
      within(changed ?? document.body)
        .getAllByRole('listitem')
        .map((line) => line.textContent),
    ).toEqual([expect.stringMatching(/Value.*1,000.*2,500/), expect.stringMatching(/Owner.*empty.*Ana Brecklin/)]);
    expect(
      within(created ?? document.body)
        .getAllByRole('listitem')
        .map((line) => line.textContent),
    ).toEqual([expect.stringContaining('Acme renewal')]);
    fireEvent.click(within(changed ?? document.body).getByRole('button', { name: 'Acme renewal' }));
    await waitFor(() => expect(screen.getByRole('heading', { name: 'Acme renewal' })).toBeDefined());
  });

  it('is filtered by kind and day, goes on to older changes, and says when nothing matches', async () => {
    const { asked } = await open();
    const filters = within(await screen.findByRole('search', { name: 'Filter the journal' }));
    fireEvent.click(filters.getByLabelText('Kind of record'));
    fireEvent.click(await screen.findByRole('option', { name: 'Deals', hidden: true }));
    await waitFor(() => expect(asked.at(-1)).toEqual({ limit: 100, entity: 'crm/deal' }));
    const from = filters.getByLabelText('From');
    fireEvent.focus(from);
    fireEvent.change(from, { target: { value: '2026-11-18' } });
    fireEvent.blur(from);
    await waitFor(() => expect(asked.at(-1)).toEqual({ limit: 100, entity: 'crm/deal', from: '2026-11-18' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Show older changes' }));
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ limit: 100, before: 6 }));
  });

  it('is the server’s, and says so; the device’s own part is shown on request', async () => {
    const { asked } = await open();
    expect(await screen.findByText(/the journal on the server: the changes of everybody/)).toBeDefined();
    const before = asked.length;
    fireEvent.click(screen.getByRole('radio', { name: 'This device' }));
    expect(await screen.findByText(/the changes that this device holds/)).toBeDefined();
    expect(asked.length).toBe(before);
  });

  it('is the part on this device while the server cannot be reached', async () => {
    const { asked } = await open(rows, 'unanswered', true);
    expect((await screen.findByRole('note')).textContent).toContain('The server can’t be reached.');
    expect(await screen.findAllByRole('row')).toHaveLength(3);
    expect(screen.getByText(/^These are the changes that this device holds/)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Ask the server again' }));
    await waitFor(() => expect(asked).toHaveLength(2));
  });

  it('shows of a set what came and what went, roles and rights in words', async () => {
    await open([
      row(9, { id: ana.id, entity: 'platform/person', changed: { memberships: [[{ role: 'member', teamId: north.id }], [{ role: 'viewer', teamId: null }]] } }),
      row(8, { id: '0190b1f2-7c00-7000-8000-00000000ffff', entity: 'platform/role', changed: { grants: [['*:read@own', 'crm/deal:read@own'], ['*:read@own', 'crm/deal:read@org']] } }),
    ]); // prettier-ignore
    const [, person, role] = await screen.findAllByRole('row');
    expect(person?.textContent).toMatch(/Roles\s*Member in North.*Viewer/);
    expect(role?.textContent).toContain('added Deals: see (all) took out Deals: see (own)');
    expect(role?.textContent).toContain('not on this device');
  });

  it('names every changed part in words, and shows no data for programs', async () => {
    const changed = { sharedWith: [[], [ana.id]], where: [null, { field: 'stage', op: 'is', value: 'won' }] } satisfies HistoryRow['changed']; // prettier-ignore
    await open([row(9, { entity: 'platform/saved-view', changed })]);
    const [, line] = await screen.findAllByRole('row');
    const parts = within(line ?? document.body).getAllByRole('listitem');
    expect(parts.map(({ textContent }) => textContent)).toEqual([
      expect.stringMatching(/^Shared with.*Ana Brecklin/),
      expect.stringMatching(/^Filter empty\s+set$/),
    ]);
  });

  it('[P-5] has its chain checked, and is empty without a change', async () => {
    await open([]);
    expect(await screen.findByText('No change yet')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Check the chain' }));
    expect(await screen.findByText('The journal is whole: 7 rows checked, up to 7')).toBeDefined();
  });

  it('[P-5] says that the server was not asked, instead of calling the journal whole', async () => {
    await open([], 'unanswered');
    fireEvent.click(await screen.findByRole('button', { name: 'Check the chain' }));
    expect(
      await screen.findByText(
        'The server could not be asked, so only this device’s part is checked: 7 signed heads, up to 7',
      ),
    ).toBeDefined();
    expect(screen.queryByText(/is whole/)).toBeNull();
  });

  it('[A-2] is not for a member', async () => {
    await renderApp({ at, rows: everything });
    expect(await screen.findByText('Only administrators read the journal')).toBeDefined();
    expect(screen.queryByRole('search')).toBeNull();
  });
});
