import type { JsonValue } from '@outpost/domain/kernel/json';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ActRequest, CallInput } from '../../../bridge/contract.ts';
import { dana, givenShownRecord, me } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord();
const at = '/list/crm/deal?kind=grid';
const viewId = '0190b1f2-7c00-7000-8000-0000000000a1';
const closing = { field: 'stage', op: 'is', value: 'proposal' };
const savedView = (fields: Readonly<Record<string, JsonValue>> = {}, ownerId = me) =>
  givenShownRecord({
    id: viewId,
    entity: 'platform/saved-view',
    ownerId,
    fields: { name: 'Closing', forEntity: 'crm/deal', where: closing, sort: 'value.desc', ...fields },
  });
const admin = givenSession({ memberships: [{ role: 'admin', teamId: null, grants: ['**:*@org'], portal: false }] });
const panel = () => within(screen.getByRole('complementary', { name: /view/i }));
async function openPanel() {
  await screen.findByRole('grid', { name: 'Deals' });
  fireEvent.keyDown(document.body, { key: 'v' });
  await screen.findByRole('complementary', { name: /view/i });
}
const choose = (name: string, value: string) =>
  fireEvent.change(panel().getByRole('combobox', { name }), { target: { value } });

describe('the panel of a view', () => {
  it('names a kind of view that only another build has, draws the usual one, and saves other parts without it', async () => {
    const { performed, faults } = await renderApp({
      rows: [deal, savedView({ kind: 'gallery', where: null })],
      at: `/list/crm/deal?view=${viewId}`,
    });
    expect((await screen.findByRole('note')).textContent).toBe(
      'This list is drawn as “gallery”, which this version of Outpost does not have. You see it as: grid.',
    );
    await openPanel();
    choose('Direction', 'asc');
    await panel().findByText('1 change. Only you see it so far.');
    fireEvent.click(panel().getByRole('button', { name: /^Save$/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([{ entity: 'platform/saved-view', id: viewId, fields: { sort: 'value.asc' } }]);
    expect(faults).toEqual([]);
  });

  it('saves the list as it is shown as a new view of the person', async () => {
    const { performed, router } = await renderApp({ rows: [deal], at });
    await openPanel();
    choose('Order by', 'value');
    await waitFor(() => expect(router.state.location.search).toMatchObject({ sort: 'value.asc' }));
    fireEvent.click(panel().getByRole('checkbox', { name: 'Closed' }));
    await screen.findByRole('columnheader', { name: /^Closed/ });
    fireEvent.change(panel().getByRole('textbox', { name: 'Name' }), { target: { value: 'By value' } });
    fireEvent.click(panel().getByRole('button', { name: /^Save as new/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({ label: 'Saved the view “By value”' });
    expect(performed[0]?.edits).toEqual([
      {
        entity: 'platform/saved-view',
        create: {
          teamId: null,
          fields: {
            name: 'By value',
            forEntity: 'crm/deal',
            sort: 'value.asc',
            kind: 'grid',
            columns: ['name', 'account', 'stage', 'value', 'closesOn', 'ownerId', 'product', 'closedOn'].map(
              (name) => ({
                name,
              }),
            ),
          },
        },
      },
    ]);
    await waitFor(() => expect(router.state.location.search).not.toHaveProperty('sort'));
  });

  it('marks a view that the person has changed, saves only the changed parts, and puts them back', async () => {
    const { performed, router } = await renderApp({
      rows: [deal, savedView({ columns: [{ name: 'name' }, { name: 'value', width: 90 }] })],
      at: `${at}&view=${viewId}`,
    });
    await openPanel();
    expect(panel().getByText('No changes.')).toBeDefined();
    expect(screen.getByRole('columnheader', { name: /^Value/ })).toBeDefined();
    expect(screen.queryByRole('columnheader', { name: /^Stage/ })).toBeNull();
    choose('Group by', 'stage');
    expect(await screen.findByRole('button', { name: 'Closing, changed for you only' })).toBeDefined();
    fireEvent.click(panel().getByRole('button', { name: 'Put back' }));
    await waitFor(() => expect(router.state.location.search).not.toHaveProperty('group'));
    choose('Group by', 'stage');
    await panel().findByText('1 change. Only you see it so far.');
    fireEvent.click(panel().getByRole('button', { name: /^Save$/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    // The view names no kind, and is a grid without one: its kind is not changed.
    expect(performed[0]?.edits).toEqual([{ entity: 'platform/saved-view', id: viewId, fields: { group: 'stage' } }]);
  });

  it('orders a list by a field of the record that is referred to, and offers none without an order', async () => {
    const { router } = await renderApp({ rows: [deal], at });
    await openPanel();
    const order = panel().getByRole('combobox', { name: 'Order by' });
    const offered = [...order.querySelectorAll('option')].map(({ value }) => value);
    expect(offered).toEqual(expect.arrayContaining(['name', 'account', 'account.sector', 'account.customerSince']));
    for (const none of ['tags', 'account.tags', 'account.parentAccount', 'account.openDealCount', 'account.place'])
      expect(offered).not.toContain(none);
    choose('Order by', 'account.sector');
    await waitFor(() => expect(router.state.location.search).toMatchObject({ sort: 'account.sector.asc' }));
  });

  it('offers fields of the record that is referred to as columns, and keeps them in the view', async () => {
    const columns = [{ name: 'name' }, { name: 'account.sector' }, { name: 'account.retiredField' }];
    const { performed } = await renderApp({ rows: [deal, savedView({ columns })], at: `${at}&view=${viewId}` });
    await openPanel();
    const drawn = () => screen.getAllByRole('columnheader').slice(1).map((head) => head.textContent?.trim()); // prettier-ignore
    await waitFor(() => expect(drawn()).toEqual(['Deal', 'Account: Sector'])); // a field that is no longer there is left out
    expect(panel().getByText('No changes.')).toBeDefined();
    expect(panel().queryByRole('checkbox', { name: 'Account: Website' })).toBeNull();
    const group = panel().getByText('Fields of Account').closest('details');
    if (!group) throw new Error('The fields of the account are a group');
    group.open = true;
    fireEvent(group, new Event('toggle'));
    fireEvent.click(await panel().findByRole('checkbox', { name: 'Account: Website' }));
    await waitFor(() => expect(drawn()).toEqual(['Deal', 'Account: Sector', 'Account: Website']));
    expect(panel().queryByRole('checkbox', { name: 'Account: Number of open deals' })).toBeNull();
    fireEvent.click(panel().getByRole('button', { name: /^Save$/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([
      { entity: 'platform/saved-view', id: viewId, fields: { columns: [{ name: 'name' }, { name: 'account.sector' }, { name: 'account.website' }] } }, // prettier-ignore
    ]);
  });

  it('keeps the columns that a person pins', async () => {
    const columns = [{ name: 'name' }, { name: 'value' }, { name: 'stage' }];
    const { performed } = await renderApp({
      rows: [deal, savedView({ columns, pins: ['stage'] })],
      at: `${at}&view=${viewId}`,
    });
    await openPanel();
    const pinned = () => screen.getAllByRole('columnheader').flatMap((head) => (head.dataset['pinned'] ? [head.textContent?.trim()] : [])); // prettier-ignore
    await waitFor(() => expect(pinned()).toEqual(['Stage']));
    expect(panel().getByText('No changes.')).toBeDefined();
    fireEvent.contextMenu(screen.getByRole('columnheader', { name: /^Value/ }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Pin column' }));
    await panel().findByText('1 change. Only you see it so far.');
    expect(pinned()).toEqual(['Value', 'Stage']);
    fireEvent.click(panel().getByRole('button', { name: /^Save$/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    // The columns stay as they are: builds without pins read them, too.
    expect(performed[0]?.edits).toEqual([
      { entity: 'platform/saved-view', id: viewId, fields: { pins: ['stage', 'value'] } },
    ]);
  });

  it('writes only the new name, and leaves values that the view stores in another form', async () => {
    const stored = { where: { value: 'proposal', op: 'is', field: 'stage' }, sort: 'retired.asc', group: 'retired' };
    const { performed } = await renderApp({
      rows: [deal, savedView({ ...stored, firstFor: ['member', 'admin'] })],
      session: admin,
      at: `/list/crm/deal?view=${viewId}`,
    });
    await openPanel();
    expect(panel().getByText('No changes.')).toBeDefined();
    fireEvent.change(panel().getByRole('textbox', { name: 'Name' }), { target: { value: 'Nearly done ' } });
    await panel().findByText('1 change. Only you see it so far.');
    fireEvent.click(panel().getByRole('button', { name: /^Save$/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.label).toBe('Changed the view “Nearly done”');
    expect(performed[0]?.edits[0]).toMatchObject({ fields: { name: 'Nearly done' } });
    expect(Object.keys(performed[0]?.edits[0] ?? {})).not.toContain('create');
    expect(performed[0]?.edits).toEqual([{ entity: 'platform/saved-view', id: viewId, fields: { name: 'Nearly done' } }]); // prettier-ignore
  });

  it('keeps the groups of a view that is saved as a board', async () => {
    const { performed } = await renderApp({
      rows: [deal, savedView({ kind: 'grid', group: 'stage' })],
      at: `/list/crm/deal?kind=board&view=${viewId}`,
    });
    await screen.findByRole('application', { name: 'Deals by stage' });
    fireEvent.keyDown(document.body, { key: 'v' });
    fireEvent.click(await screen.findByRole('button', { name: /^Save$/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([{ entity: 'platform/saved-view', id: viewId, fields: { kind: 'board' } }]);
  });

  it('takes the order from a view that has one of its own', async () => {
    const asked: CallInput<'records.list'>[] = [];
    const { performed } = await renderApp({
      rows: [],
      at: `${at}&view=${viewId}`,
      handlers: {
        'records.list': (input) => {
          asked.push(input);
          const rows =
            input.entity === 'crm/deal' ? [deal] : input.entity === 'platform/saved-view' ? [savedView()] : [];
          return Promise.resolve(accept({ rows, refs: {}, next: null }));
        },
      },
    });
    await openPanel();
    const orders = () => asked.filter(({ entity }) => entity === 'crm/deal').map(({ sort }) => sort?.[0]?.field);
    await waitFor(() => expect(orders().at(-1)).toBe('value'));
    choose('Order by', '');
    await waitFor(() => expect(orders().at(-1)).not.toBe('value'));
    fireEvent.click(panel().getByRole('button', { name: /^Save$/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([{ entity: 'platform/saved-view', id: viewId, fields: { sort: null } }]);
  });

  it('changes the columns of only this view, although it stores none', async () => {
    const { local } = await renderApp({ rows: [deal, savedView()], at: `${at}&view=${viewId}` });
    await openPanel();
    fireEvent.click(panel().getByRole('checkbox', { name: 'Closed' }));
    await screen.findByRole('columnheader', { name: /^Closed/ });
    await waitFor(() => expect([...local.keys()]).toContain(`grid/crm/deal/${viewId}`));
    expect([...local.keys()]).not.toContain('grid/crm/deal');
    fireEvent.click(screen.getByRole('button', { name: 'All' }));
    await waitFor(() => expect(screen.queryByRole('columnheader', { name: /^Closed/ })).toBeNull());
  });

  it('counts the records that also match the search', async () => {
    const asked: CallInput<'records.summary'>[] = [];
    await renderApp({
      rows: [deal, savedView()],
      at: `${at}&view=${viewId}&search=acme`,
      handlers: {
        'records.summary': (input) => {
          asked.push(input);
          return Promise.resolve(
            accept({ groups: [{ value: null, count: input.search === 'acme' ? 3 : 40, sums: {} }], refs: {} }),
          );
        },
      },
    });
    await openPanel();
    expect(await panel().findByText('3 of 40 match')).toBeDefined();
    expect(asked).toContainEqual({ entity: 'crm/deal', life: 'alive', sums: [], where: closing, search: 'acme' });
  });

  it('replaces the filter of the view, and not only narrows it', async () => {
    const asked: CallInput<'records.list'>[] = [];
    const { router } = await renderApp({
      rows: [deal, savedView()],
      at: `${at}&view=${viewId}`,
      handlers: {
        'records.list': (input) => {
          if (input.entity === 'crm/deal') asked.push(input);
          const rows =
            input.entity === 'crm/deal' ? [deal] : input.entity === 'platform/saved-view' ? [savedView()] : [];
          return Promise.resolve(accept({ rows, refs: {}, next: null }));
        },
      },
    });
    await openPanel();
    await waitFor(() => expect(asked.at(-1)).toMatchObject({ where: closing }));
    fireEvent.click(panel().getByRole('button', { name: /^Remove/ }));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ instead: true }));
    await waitFor(() => expect(asked.at(-1)).not.toHaveProperty('where'));
  });

  it('[A-3b] lets only administrators open a view to everyone, and choose for whom it opens first', async () => {
    const role = givenShownRecord({
      id: '0190b1f2-7c00-7000-8000-0000000000b1',
      entity: 'platform/role',
      fields: { key: 'manager', label: 'Manager', grants: [] },
    });
    const { performed } = await renderApp({
      rows: [deal, savedView(), role],
      session: admin,
      at: `${at}&view=${viewId}`,
    });
    await openPanel();
    fireEvent.click(panel().getByRole('radio', { name: 'Everyone' }));
    fireEvent.click(await panel().findByRole('checkbox', { name: 'Manager' }));
    fireEvent.click(panel().getByRole('button', { name: /^Save$/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits[0]).toMatchObject({ fields: { audience: 'everyone', firstFor: ['manager'] } });
  });

  it('[A-3b] offers a member no choice of everyone, and no change of a view that is not theirs', async () => {
    const { performed } = await renderApp({
      rows: [deal, savedView({ audience: 'everyone' }, dana)],
      at: `${at}&view=${viewId}`,
    });
    await openPanel();
    fireEvent.change(panel().getByRole('textbox', { name: 'Name' }), { target: { value: 'Mine now' } });
    fireEvent.click(panel().getByRole('button', { name: /^Save$/ }));
    expect(panel().queryByRole('button', { name: 'Delete this view' })).toBeNull();
    expect(performed).toEqual([]);
  });
});

describe('saved views', () => {
  it('open first for the roles that an administrator chose', async () => {
    await renderApp({ rows: [deal, savedView({ audience: 'everyone', firstFor: ['member'] }, dana)], at });
    expect(await screen.findByRole('button', { name: 'Closing', pressed: true })).toBeDefined();
  });

  it('whose filter this build cannot read are not shown, so that they never show other records', async () => {
    await renderApp({ rows: [deal, savedView({ where: { field: 'stage', op: 'resembles' } })], at });
    await screen.findByRole('grid', { name: 'Deals' });
    expect(screen.queryByRole('button', { name: 'Closing' })).toBeNull();
  });

  it('that were kept on this device become records once, each by itself, under their own ids and with the columns of the device', async () => {
    const refusedId = viewId.replace(/a1$/, 'a2');
    const thirdId = viewId.replace(/a1$/, 'a3');
    const refused = { id: `own-${refusedId}`, name: 'Refused' };
    let kept: JsonValue = [
      { id: `own-${viewId}`, name: 'Old', where: closing, kind: 'grid' },
      { id: 'else' },
      refused,
      { id: `own-${thirdId}`, name: 'Third' },
    ];
    const choice = { columns: ['name', 'value'], widths: { value: 90.4 } };
    const performed: ActRequest[] = [];
    await renderApp({
      rows: [deal],
      at,
      handlers: {
        'acts.perform': (request) => {
          performed.push(request);
          const id = request.edits[0]?.id ?? '';
          return Promise.resolve(
            id === refusedId
              ? refuse('records/invalid', 'The name is not allowed.', { field: 'name' })
              : id === thirdId
                ? refuse('records/exists', 'There is such a record.', { id })
                : accept({ act: deal.id, ids: [id] }),
          );
        },
        'local.get': ({ key }) =>
          Promise.resolve(accept({ value: key === 'views/crm/deal' ? kept : key === 'grid/crm/deal' ? choice : null })),
        'local.set': ({ key, value }) => {
          if (key === 'views/crm/deal') kept = value;
          return Promise.resolve(accept(null));
        },
      },
    });
    await waitFor(() => expect(kept).toEqual([{ id: 'else' }, refused]));
    const columns = [{ name: 'name' }, { name: 'value', width: 90 }];
    expect(performed.map(({ edits }) => edits)).toEqual([
      [
        {
          entity: 'platform/saved-view',
          id: viewId,
          create: {
            teamId: null,
            fields: { name: 'Old', kind: 'grid', forEntity: 'crm/deal', where: closing, columns },
          },
        },
      ],
      [expect.objectContaining({ id: refusedId })],
      [expect.objectContaining({ id: thirdId })],
    ]);
  });
});
