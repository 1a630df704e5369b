import { systemUserId } from '@outpost/domain/engine/act/author';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import type { AuditEntry } from '@outpost/domain/kernel/audit/audit-log';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput, CallOutput } from '../../bridge/contract.ts';
import type { BridgeHandlers } from '../../bridge/serve-bridge.ts';
import { entryOfRow } from './journal/entry-words.ts';
import { admin, ana, contacts, givenRecords, northTeam, olga } from '../testing/given-people.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const at = '/settings/journal';
const deal = givenShownRecord();
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
    {
      more = [],
      held = null,
      handlers = {},
      copy,
    }: {
      readonly more?: readonly AuditEntry[];
      readonly held?: CallOutput<'journal.verify'>['devices'];
      readonly handlers?: Partial<BridgeHandlers>;
      readonly copy?: (text: string) => Promise<void>;
    } = {},
  ) => {
    const asked: CallInput<'journal.entries'>[] = [];
    const drawn = await renderApp({
      session: admin,
      at,
      rows: [...givenRecords, deal],
      ...(copy === undefined ? {} : { ports: { copy } }),
      handlers: {
        ...contacts,
        'journal.entries': (input) => {
          asked.push(input);
          return Promise.resolve(isOffline ? refuse('sync/offline', 'The server can’t be reached.', {}) : accept({ entries: input.before === undefined ? [...more, ...found.map(entryOfRow)] : [], ...named, next: found.length > 1 && input.before === undefined ? 6 : null })); // prettier-ignore
        },
        'journal.days': () => Promise.resolve(accept({ month: '2026-11', days: [], countedFrom: null })),
        'journal.chainAt': ({ n }) => Promise.resolve(accept({ links: [n - 1, n, n + 1].map((one) => ({ n: one, digest: 'd1'.repeat(32), hash: `${one}`.repeat(64).slice(0, 64), follows: one !== 9 })) })), // prettier-ignore
        'journal.onDevice': () => Promise.resolve(accept({ rows: [...found], ...named, more: false })),
        'journal.verify': () =>
          Promise.resolve(accept({ ok: true, rows: 7, head: 7, problem: null, server, devices: held })),
        ...handlers,
      },
    });
    return { ...drawn, asked };
  };

  it('shows the author, the old and the new value of a change, and leads to the record', async () => {
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
    fireEvent.click(await screen.findByRole('button', { name: 'Show older entries' }));
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ limit: 100, before: 6 }));
  });

  it('is the server’s, and says so; the device’s own part is shown on request', async () => {
    const { asked } = await open();
    expect(await screen.findByText(/the journal on the server: the actions of everybody/)).toBeDefined();
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

  it('shows the added and the removed members of a set, roles and rights in words', async () => {
    await open([
      row(9, { id: ana.id, entity: 'platform/person', changed: { memberships: [[{ role: 'member', teamId: northTeam.id }], [{ role: 'viewer', teamId: null }]] } }),
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
    expect(await screen.findByText('No entry yet')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Check the chain' }));
    expect(await screen.findByText('The journal is whole: 7 rows checked, up to 7')).toBeDefined();
  });

  it.each([
    [{ holding: 41, agreeing: 41 }, '41 devices hold heads of it; all agree.', 'good'],
    [{ holding: 1, agreeing: 1 }, '1 device holds a head of it; it agrees.', 'good'],
    [{ holding: 41, agreeing: 39 }, '41 devices hold heads of it; 2 of them do not agree', 'bad'],
    [{ holding: 0, agreeing: 0 }, 'Checked', 'good'],
    [null, 'Checked', 'good'],
  ] as const)('[P-5] compares the heads of other devices: %j', async (held, text, tone) => {
    await open([], 'checked', false, { held });
    fireEvent.click(await screen.findByRole('button', { name: 'Check the chain' }));
    const chain = await screen.findByRole('region', { name: 'Chain of the journal' });
    await waitFor(() => expect(chain.textContent).toContain(text));
    expect(chain.getAttribute('data-tone')).toBe(tone);
    expect(/hold/u.test(chain.textContent ?? '')).toBe(text !== 'Checked');
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

  const event = (n: number, change: Partial<AuditEntry>): AuditEntry => ({
    ...entryOfRow(row(n, { changed: {} })),
    class: 'security',
    action: 'sign-in/refused',
    label: 'Sign-in refused',
    outcome: 'refused',
    by: null,
    about: olga.id,
    account: '8c1f07e2aa55aa55',
    address: '192.0.2.199',
    request: 'req-12345678',
    entity: null,
    record: null,
    times: 13,
    details: { why: 'password', triesLeft: 2 },
    digest: 'd1'.repeat(32),
    hash: 'c9'.repeat(32),
    ...change,
  });

  it('[PLT-21] shows sign-ins and refusals with class, outcome and number, and all of one entry in a panel', async () => {
    await open(rows, 'checked', false, { more: [event(8, {})] });
    const [, refused] = await screen.findAllByRole('row');
    expect(refused?.textContent).toMatch(
      /Sign-in refused 13 times.*Not signed in, account of Olga Keene.*Reason password.*Tries left 2.*Security.*Refused/,
    );
    fireEvent.click(screen.getByRole('button', { name: 'Details of No. 8' }));
    const panel = within(await screen.findByRole('complementary', { name: 'No. 8' }));
    for (const text of ['192.0.2.199', 'req-12345678', '8c1f07e2aa55aa55, a hash', 'c9'.repeat(32)])
      expect(panel.getByText(text)).toBeDefined();
    fireEvent.keyDown(document.body, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('complementary', { name: 'No. 8' })).toBeNull());
  });

  it('[PLT-21] says of an operator’s order who ordered it, and the plan before and after', async () => {
    const details = { from: 'small', to: 'team', formerLimits: 'people=25', limits: 'none', orderedBy: 'rosa' };
    const ordered = { by: systemUserId, about: null, account: null, address: null, request: null, outcome: 'done', times: 1 } as const; // prettier-ignore
    await open(rows, 'checked', false, { more: [event(8, { ...ordered, class: 'compliance', action: 'plan/changed', label: 'Changed the plan of the organisation', details })] }); // prettier-ignore
    fireEvent.click(await screen.findByRole('button', { name: 'Details of No. 8' }));
    const panel = await screen.findByRole('complementary', { name: 'No. 8' });
    const lines = [...panel.querySelectorAll('dl > div')].map((line) => line.textContent);
    for (const line of [
      'WhoThe system',
      'WhatChanged the plan of the organisation',
      'Beforesmall',
      'Afterteam',
      'Limits beforepeople=25',
      'Limitsnone',
      'Ordered byrosa',
    ])
      expect(lines).toContain(line);
  });

  it('[P-5] shows the hashes of an entry and its neighbours, computed by this device, and copies them', async () => {
    const copied: string[] = [];
    await open(rows, 'checked', false, { more: [event(8, {})], copy: (text) => Promise.resolve(void copied.push(text)) }); // prettier-ignore
    fireEvent.click(await screen.findByRole('button', { name: 'Details of No. 8' }));
    const panel = within(await screen.findByRole('complementary', { name: 'No. 8' }));
    const links = within(await panel.findByRole('list', { name: 'Hashes' })).getAllByRole('listitem');
    expect(links.map(({ textContent }) => textContent)).toEqual([
      '77777 7777 … 7777 7777follows the one before',
      'this one8888 8888 … 8888 8888follows the one before',
      '99999 9999 … 9999 9999does not follow the one before',
    ]);
    fireEvent.click(panel.getByRole('button', { name: 'Copy hash of no. 8' }));
    fireEvent.click(panel.getByRole('button', { name: 'Copy digest' }));
    fireEvent.click(panel.getByRole('button', { name: 'Copy request' }));
    expect(await screen.findByText('Request copied')).toBeDefined();
    expect(copied).toEqual(['8'.repeat(64), 'd1'.repeat(32), 'req-12345678']);
  });

  it('[PLT-21] is gone through with J and K, and by buttons; the panel follows', async () => {
    const { asked } = await open(rows, 'checked', false, { more: [event(8, {})] });
    await screen.findAllByRole('row');
    const opened = (name: string) => screen.findByRole('complementary', { name });
    fireEvent.keyDown(document.body, { key: 'j' });
    await opened('No. 8');
    fireEvent.keyDown(document.body, { key: 'j' });
    await opened('No. 7');
    expect(screen.getByText('No. 7: Changed Value of Acme renewal').getAttribute('role')).toBe('status');
    fireEvent.keyDown(document.body, { key: 'k' });
    await opened('No. 8');
    fireEvent.keyDown(document.body, { key: 'k' });
    await opened('No. 8');
    fireEvent.click(screen.getByRole('button', { name: 'Next entry' }));
    fireEvent.click(within(await opened('No. 7')).getByRole('button', { name: 'Next entry' }));
    await opened('No. 6');
    expect(screen.getByRole('button', { name: 'Details of No. 6', pressed: true })).toBeDefined();
    fireEvent.keyDown(document.body, { key: 'j' });
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ before: 6 })); // the last one: older entries are fetched
  });

  it('[PLT-21] has the number of entries of each class, and a tab of reads of sealed fields', async () => {
    const { asked } = await open(rows, 'checked', false, { handlers: { 'journal.days': counted } });
    const tabs = within(await screen.findByRole('group', { name: 'Class' }));
    await tabs.findByText('Numbers of November 2026');
    expect(tabs.getAllByRole('button').map(({ textContent }) => textContent?.trim())).toEqual(['Everything 60', 'Security 3', 'Compliance 0', 'Changes 57', 'Sealed reads 6']); // prettier-ignore
    fireEvent.click(tabs.getByRole('button', { name: /^Sealed reads/ }));
    await waitFor(() => expect(asked.at(-1)).toEqual({ limit: 100, action: 'sealed/read' }));
    const bars = (await chart()).getByRole('img', { name: 'Entries a day in November 2026' });
    fireEvent.click(bars.querySelectorAll('g')[1] ?? bars);
    await tabs.findByText('Numbers of the chosen days');
    expect(tabs.getByRole('button', { name: /^Everything/ }).textContent?.trim()).toBe('Everything 20');
  });

  it('[PLT-21] is narrowed to a class and an action, and cleared immediately', async () => {
    const { asked } = await open([]);
    const tabs = within(await screen.findByRole('group', { name: 'Class' }));
    fireEvent.click(tabs.getByRole('button', { name: 'Security' }));
    await waitFor(() => expect(asked.at(-1)).toEqual({ limit: 100, class: 'security' }));
    fireEvent.click(within(screen.getByRole('search', { name: 'Filter the journal' })).getByLabelText('Event'));
    fireEvent.click(await screen.findByRole('option', { name: 'Session ended', hidden: true }));
    await waitFor(() => expect(asked.at(-1)).toEqual({ limit: 100, class: 'security', action: 'session/ended' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Clear the filter' }));
    await waitFor(() => expect(asked.at(-1)).toEqual({ limit: 100 }));
  });

  it('[PLT-21] is saved as a file with its signature next to it, or says why not', async () => {
    const saved: string[] = [];
    const asked: CallInput<'journal.export'>[] = [];
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function save() {
      saved.push(this.download);
    };
    try {
      await open(rows, 'checked', false, {
        handlers: {
          'journal.export': (input) => {
            asked.push(input);
            const file = { fileName: 'journal-2026-11-19.csv', mediaType: 'text/csv', content: 'x', signature: 'a..b', entries: 2, more: false }; // prettier-ignore
            return Promise.resolve(
              input.format === 'csv' ? accept(file) : refuse('sync/offline', 'The server can’t be reached.', {}),
            );
          },
        },
      });
      fireEvent.click(await screen.findByRole('button', { name: 'Export as CSV' }));
      expect(await screen.findByText('Saved 2 entries. The signature is in journal-2026-11-19.csv.jws')).toBeDefined();
      expect(saved).toEqual(['journal-2026-11-19.csv', 'journal-2026-11-19.csv.jws']);
      fireEvent.click(screen.getByRole('button', { name: 'Export with proof' }));
      expect(await screen.findByText('The server can’t be reached.')).toBeDefined();
      expect(asked.map(({ format }) => format)).toEqual(['csv', 'json']);
    } finally {
      HTMLAnchorElement.prototype.click = click;
    }
  });

  const days = [18, 19, 20].map((day) => ({
    day: `2026-11-${day}`,
    security: 1,
    compliance: 0,
    change: day,
    refused: 1,
    sealedReads: 2,
  }));
  const counted: BridgeHandlers['journal.days'] = ({ month }) =>
    Promise.resolve(accept(month === '2026-11' ? { month, days, countedFrom: '2026-11-18' } : { month, days: [], countedFrom: null })); // prettier-ignore
  const chart = async () => within(await screen.findByRole('region', { name: 'Entries a day in November 2026' }));

  it('[PLT-21] draws the entries of each day of the month, and a bar filters the list to its day', async () => {
    const { asked } = await open(rows, 'checked', false, { handlers: { 'journal.days': counted } });
    const drawn = await chart();
    expect((await drawn.findByText('60 entries, 21 today')).getAttribute('role')).toBe('status');
    expect(drawn.getByRole('note').textContent).toContain('Days before 18 Nov 2026');
    const bars = drawn.getByRole('img', { name: 'Entries a day in November 2026' });
    expect([...bars.querySelectorAll('title')].map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('19 entries'),
      expect.stringContaining('20 entries'),
      expect.stringContaining('21 entries'),
    ]);
    fireEvent.click(bars.querySelectorAll('g')[1] ?? bars);
    await waitFor(() => expect(asked.at(-1)).toEqual({ limit: 100, from: '2026-11-19', until: '2026-11-19' }));
  });

  it('[PLT-21] has the same numbers as a table, whose buttons the keyboard reaches, and other months', async () => {
    const { asked } = await open(rows, 'checked', false, { handlers: { 'journal.days': counted } });
    const drawn = await chart();
    await drawn.findByRole('img');
    fireEvent.click(drawn.getByRole('button', { name: 'As a table' }));
    const lines = drawn.getAllByRole('row').map(({ textContent }) => textContent);
    expect(lines).toEqual([
      'DayEntriesSecurityComplianceChangesRefused or failed',
      expect.stringMatching(/2110201$/),
      expect.stringMatching(/2010191$/),
      expect.stringMatching(/1910181$/),
    ]);
    fireEvent.click(within(drawn.getAllByRole('row')[3] ?? document.body).getByRole('button'));
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ from: '2026-11-18', until: '2026-11-18' }));
    expect(drawn.getByRole('button', { name: 'Month after' }).hasAttribute('disabled')).toBe(true);
    fireEvent.click(drawn.getByRole('button', { name: 'Month before' }));
    expect(await screen.findByRole('region', { name: 'Entries a day in October 2026' })).toBeDefined();
  });

  it('[PLT-21] says, if the server cannot be reached, that the server counts', async () => {
    const away = () => Promise.resolve(refuse('sync/offline', 'The server can’t be reached.', {}));
    await open(rows, 'checked', false, { handlers: { 'journal.days': away } });
    expect((await (await chart()).findByRole('alert')).textContent).toContain('The server can’t be reached.');
    expect((await screen.findAllByRole('row')).length).toBeGreaterThan(1);
  });

  it('[A-2] is not for a member', async () => {
    await renderApp({ at, rows: givenRecords });
    expect(await screen.findByText('Only administrators read the journal')).toBeDefined();
    expect(screen.queryByRole('search')).toBeNull();
  });
});
