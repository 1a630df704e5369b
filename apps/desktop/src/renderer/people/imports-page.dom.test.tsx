import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput } from '../../bridge/contract.ts';
import type { Undertaking } from '../../bridge/shapes/undertaking.ts';
import { dana, givenShownRecord, me } from '../testing/given-record.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();
const at = '/settings/imports';
const administrator = { role: 'admin', teamId: null, grants: ['*:read@org', 'crm/deal:*@org', 'platform/role:administer@org'], portal: false }; // prettier-ignore
const person = (id: string, name: string) => givenShownRecord({ id, entity: 'platform/person', fields: { name } });
const people = [person(me, 'Ilse Torvane'), person(dana, 'Dana Vell')];
const importOf = (number: number, change: Partial<Undertaking>): Undertaking => ({
  id: `0190b1f2-7c00-7000-8000-00000000090${number}`,
  kind: 'group',
  label: 'Imported 85 deals',
  madeAt: '2026-11-18T08:00:00.000Z',
  by: dana,
  files: [],
  refusedRows: null,
  isBeingUndone: false,
  undone: null,
  parts: [{ entity: 'crm/deal', isCreated: true, records: 85, gone: 0, changedSince: 0 }],
  ...change,
});
const told = [
  importOf(1, {}),
  importOf(2, { by: me, files: ['deals.csv'] }),
  importOf(3, {
    undone: { by: dana, at: '2026-11-19T08:00:00.000Z' },
    parts: [{ entity: 'crm/deal', isCreated: true, records: 85, gone: 85, changedSince: 0 }],
  }),
];

async function open(
  grants: readonly string[] = administrator.grants,
  undertakings = told,
  handlers: NonNullable<Parameters<typeof renderApp>[0]>['handlers'] = {},
) {
  const asked: string[] = [];
  const inJournal: CallInput<'journal.entries'>[] = [];
  const app = await renderApp({
    rows: people,
    session: givenSession({ memberships: [{ ...administrator, grants: [...grants] }] }),
    handlers: {
      ...handlers,
      'acts.undertakings': ({ of }) => {
        asked.push(of);
        return Promise.resolve(accept({ undertakings, found: undertakings.length, count: undertakings.length, isComplete: true })); // prettier-ignore
      },
      'journal.entries': (question) => {
        inJournal.push(question);
        return Promise.resolve(accept({ entries: [], refs: {}, names: {}, next: null }));
      },
    },
    at,
  });
  return { ...app, asked, inJournal };
}
const lines = async () => within(await screen.findByRole('region', { name: 'Imports' })).getAllByRole('listitem');

describe('the imports of everybody', () => {
  it('are shown to administrators with their author, records and undo', async () => {
    const { asked } = await open();
    const [first, second, third] = await lines();
    if (!first || !second || !third) throw new Error('Three imports are told');
    await waitFor(() => expect(first.textContent).toContain('Dana Vell: made 85 deals'));
    expect(second.textContent).toContain('made 85 deals, from deals.csv');
    expect(second.textContent).not.toContain('Ilse');
    expect(third.textContent).toContain('Undone by Dana Vell on 19 Nov 2026');
    expect(within(third).queryByRole('button', { name: 'Undo' })).toBeNull();
    expect(within(first).getByRole('button', { name: 'Undo' })).toBeDefined();
    expect(new Set(asked)).toEqual(new Set(['all-imports']));
    expect(screen.getByText(/Counted are the records/u)).toBeDefined();
  });

  it('lead to the day in the journal of the person who made them', async () => {
    const { router, inJournal } = await open();
    const [first] = await lines();
    fireEvent.click(within(first ?? document.body).getByRole('button', { name: 'That day in the journal' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/settings/journal'));
    expect(router.state.location.search).toEqual({ by: dana, from: '2026-11-18', until: '2026-11-18' });
    await waitFor(() => expect(inJournal[0]).toMatchObject({ by: dana, from: '2026-11-18', until: '2026-11-18' }));
  });

  it('[A-2] have no undo for a person whose roles do not allow its changes, except for their own', async () => {
    await open(['*:read@org', 'platform/role:administer@org']);
    const [first, second] = await lines();
    if (!first || !second) throw new Error('Two imports are told');
    expect(within(first).queryByRole('button', { name: 'Undo' })).toBeNull();
    expect(first.textContent).toContain('Your role may not undo it');
    expect(within(second).getByRole('button', { name: 'Undo' })).toBeDefined();
  });

  it('are for administrators only', async () => {
    const { asked } = await open(['*:read@org']);
    expect(await screen.findByText('Only administrators see the imports of everybody')).toBeDefined();
    expect(asked).toEqual([]);
  });

  it('[E-2] offer their refused rows, and say so when the file has not arrived or cannot hold all', async () => {
    const file = (number: number) => `0190b1f2-7c00-7000-8000-00000000091${number}`;
    const kept = (files: NonNullable<Undertaking['refusedRows']>['files']): Undertaking['refusedRows'] => ({
      record: '0190b1f2-7c00-7000-8000-000000000920',
      files,
      mayDelete: false,
    });
    const one = [{ file: file(1), label: 'Deals', rows: 12_000, leftOut: 3 }];
    const two = [
      { file: file(2), label: 'Accounts', rows: 1, leftOut: 0 },
      { file: file(3), label: 'Deals', rows: 2, leftOut: 0 },
    ];
    const notSent = 'The device on which this file was added has not sent it to the server yet.';
    const answers = [refuse('files/not-uploaded', notSent, { id: file(1) }), accept(null)];
    const { saved } = await open(
      administrator.grants,
      [importOf(1, { refusedRows: kept(one) }), importOf(2, { refusedRows: kept(two) }), importOf(3, {})],
      {
        'files.states': ({ records }) =>
          Promise.resolve(
            accept({
              states: records.map((record) => ({
                record,
                place: record === file(3) ? 'waiting' : 'server',
                movedBytes: 0,
                problem: null,
              })),
            }),
          ),
        'files.fetch': () => Promise.resolve(answers.shift() ?? accept(null)),
        'files.read': () => Promise.resolve(accept({ base64: btoa('Name,Why refused'), next: null })),
      },
    );
    const [first, second, third] = await lines();
    if (!first || !second || !third) throw new Error('Three imports are told');
    expect(first.textContent).toContain('3 rows are left out: a file has at most 100 MB.');
    const save = within(first).getByRole('button', { name: 'Refused rows (12,003)' });
    fireEvent.click(save);
    await waitFor(() => expect(within(first).getByRole('status').textContent).toBe(notSent));
    expect(saved).toEqual([]);
    fireEvent.click(save);
    await waitFor(() => expect(saved.map(({ name }) => name)).toEqual(['Refused rows, deals, 2026-11-18.csv']));
    expect(within(first).getByRole('status').textContent).toBe('');

    expect(within(second).getByRole('button', { name: 'Refused rows: Accounts (1)' })).toBeDefined();
    expect(within(second).getByRole('button', { name: 'Refused rows: Deals (2)' })).toBeDefined();
    await waitFor(() => expect(second.textContent).toContain('only on this device until they are sent'));
    expect(first.textContent).not.toContain('only on this device');
    expect(third.textContent).not.toContain('Refused rows');
  });

  it('[A-2] offer to delete their refused rows, with undo, to those who may', async () => {
    const kept = (number: number, mayDelete: boolean): Undertaking['refusedRows'] => ({
      record: `0190b1f2-7c00-7000-8000-00000000092${number}`,
      files: [{ file: `0190b1f2-7c00-7000-8000-00000000091${number}`, label: 'Deals', rows: 2, leftOut: 0 }],
      mayDelete,
    });
    const { performed } = await open(administrator.grants, [
      importOf(1, { refusedRows: kept(1, true) }),
      importOf(2, { refusedRows: kept(2, false) }),
    ]);
    const [first, second] = await lines();
    if (!first || !second) throw new Error('Two imports are told');
    const name = 'Delete refused rows';
    expect(within(second).getByRole('button', { name: 'Refused rows (2)' })).toBeDefined();
    expect(within(second).queryByRole('button', { name })).toBeNull();
    fireEvent.click(within(first).getByRole('button', { name }));
    await waitFor(() =>
      expect(performed).toMatchObject([
        {
          label: 'Deleted the refused rows of an import',
          edits: [
            { entity: 'platform/import', id: '0190b1f2-7c00-7000-8000-000000000921', fields: { life: 'deleted' } },
            { entity: 'platform/file', id: '0190b1f2-7c00-7000-8000-000000000911', fields: { life: 'deleted' } },
          ],
        },
      ]),
    );
    const notice = (await screen.findByText('Deleted the refused rows of an import')).parentElement;
    expect(within(notice ?? document.body).getByRole('button', { name: /^Undo/u })).toBeDefined();
  });

  it('say so where there are none', async () => {
    await open(administrator.grants, []);
    expect(await screen.findByText('No imports in the last 90 days')).toBeDefined();
    expect(screen.queryByText(/Counted are the records/u)).toBeNull();
  });
});
