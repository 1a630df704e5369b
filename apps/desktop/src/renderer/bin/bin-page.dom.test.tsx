import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { accept } from '@outpost/domain/kernel/refusal';
import type { CallInput } from '../../bridge/contract.ts';
import { dana, givenShownRecord } from '../testing/given-record.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();
const gone = (place: number, entity: string, change: Parameters<typeof givenShownRecord>[0] = {}) =>
  givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-000000000b0${place}`,
    entity,
    life: 'deleted',
    updatedAt: `2026-11-1${place}T08:00:00.000Z`,
    ...change,
  });
const deal = gone(1, 'crm/deal', { fields: { name: 'Harbour refit' } });
const account = gone(3, 'crm/account', { fields: { name: 'Cobblewick Brewery' } });
const theirs = gone(2, 'crm/contact', { fields: { name: 'Orla Dunmere' }, ownerId: dana });

const titlesShown = async () =>
  within(await screen.findByRole('list'))
    .getAllByRole('listitem')
    .map((line) => within(line).getAllByRole('button')[0]?.textContent);

/** Opens the bin; `asked` collects the values of `life` that were asked for. */
async function open(rows: readonly ReturnType<typeof gone>[] = [deal, account, theirs]) {
  const asked = new Set<CallInput<'records.list'>['life']>();
  const drawn = await renderApp({
    rows,
    at: '/bin',
    handlers: {
      'records.list': ({ entity, life, limit }) => {
        const found = rows.filter((row) => row.entity === entity && life === 'deleted').slice(0, limit);
        if (found.length > 0) asked.add(life);
        return Promise.resolve(accept({ rows: [...found], refs: {}, next: null }));
      },
    },
  });
  return { ...drawn, asked };
}

describe('the bin', () => {
  it('[K-6] shows the deleted records of all kinds, the latest first, and restores one', async () => {
    const { performed } = await open();
    expect(await titlesShown()).toEqual(['Cobblewick Brewery', 'Orla Dunmere', 'Harbour refit']);
    fireEvent.click(screen.getByRole('button', { name: /^Restore\s+Harbour refit$/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Restored Harbour refit',
      edits: [{ entity: 'crm/deal', id: deal.id, fields: { life: 'alive' } }],
    });
  });

  it('restores many records of several kinds in one act, but not those of other people', async () => {
    const { performed } = await open();
    await screen.findByRole('list');
    fireEvent.keyDown(document.body, { key: 'a', ctrlKey: true });
    fireEvent.click(await screen.findByRole('button', { name: /Restore 2 records/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits.map((edit) => 'id' in edit && edit.id)).toEqual([account.id, deal.id]);
    expect(performed[0]?.shape).toBe('each');
  });

  it('works by keys: J moves to the next record, X selects it, R restores the selected ones', async () => {
    const { performed } = await open();
    await screen.findByRole('list');
    fireEvent.keyDown(document.body, { key: 'j' });
    fireEvent.keyDown(document.body, { key: 'x' }); // somebody else's: it is not selected
    expect(screen.queryByRole('button', { name: /Restore 1 record/ })).toBeNull();
    fireEvent.keyDown(document.body, { key: 'j' });
    fireEvent.keyDown(document.body, { key: 'x' });
    await screen.findByRole('button', { name: /Restore 1 record/ });
    fireEvent.keyDown(document.body, { key: 'r' });
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toMatchObject([{ id: deal.id }]);
  });

  it('shows the records of one kind', async () => {
    await open();
    fireEvent.click(await screen.findByRole('button', { name: 'Accounts' }));
    await waitFor(async () => expect(await titlesShown()).toEqual(['Cobblewick Brewery']));
  });

  it('offers nothing to a person who may only read', async () => {
    const { performed } = await renderApp({
      rows: [deal],
      at: '/bin',
      session: givenSession({
        memberships: [{ role: 'viewer', teamId: null, grants: ['*:read@tenant'], portal: false }],
      }),
    });
    const restore = await screen.findByRole('button', { name: /^Restore\s+Harbour refit$/ });
    fireEvent.click(restore);
    expect(restore.getAttribute('aria-disabled')).toBe('true');
    expect(performed).toEqual([]);
  });

  it('explains its purpose while it is empty', async () => {
    await open([]);
    expect(await screen.findByText('The bin is empty')).toBeDefined();
  });
});
