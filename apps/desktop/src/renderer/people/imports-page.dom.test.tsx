import { accept } from '@outpost/domain/kernel/refusal';
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

async function open(grants: readonly string[] = administrator.grants, undertakings = told) {
  const asked: string[] = [];
  const inJournal: CallInput<'journal.entries'>[] = [];
  const app = await renderApp({
    rows: people,
    session: givenSession({ memberships: [{ ...administrator, grants: [...grants] }] }),
    handlers: {
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

  it('say so where there are none', async () => {
    await open(administrator.grants, []);
    expect(await screen.findByText('No imports in the last 90 days')).toBeDefined();
  });
});
