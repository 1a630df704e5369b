import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../bridge/contract.ts';
import type { OwnDefinitions } from '../../bridge/own-definitions.ts';
import { dana, givenShownRecord, me } from '../testing/given-record.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();
const region: OwnDefinitions['fields'][number] = {
  forEntity: 'crm/deal',
  name: 'region',
  label: 'Region',
  type: 'choice',
  options: [
    { value: 'north', label: 'North' },
    { value: 'south', label: 'South', isRetired: true },
    { value: 'west', label: 'West' },
  ],
};
const definitions = { fields: [region] };
const deal = (place: number, name: string, more: Partial<ShownRecord> = {}) =>
  givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-000000000d1${place}`,
    ...more,
    fields: { name, stage: 'engaging', ...more.fields },
  });
const acme = deal(1, 'Acme', { fields: { region: 'north' } });
const brook = deal(2, 'Brook', { fields: { region: 'south' } });
const cove = deal(3, 'Cove');
const at = '/list/crm/deal?kind=board&group=region';
const viewId = '0190b1f2-7c00-7000-8000-0000000000f1';

const passes = (record: ShownRecord, where: Filter | undefined): boolean => {
  if (where === undefined) return true;
  if ('and' in where) return where.and.every((part) => passes(record, part));
  if (!('field' in where)) return false;
  const value: JsonValue = record.fields[where.field] ?? null;
  return where.op === 'is-empty' ? value === null : where.value === value;
};
/** Returns a replica that answers a column with its records alone. */
const replica = (rows: readonly ShownRecord[]) => ({
  rows,
  definitions,
  handlers: {
    'records.list': ({ entity, where }: { readonly entity: string; readonly where?: Filter | undefined }) =>
      Promise.resolve(
        accept({ rows: rows.filter((row) => row.entity === entity && passes(row, where)), refs: {}, next: null }),
      ),
  },
});
const board = (by: string) => screen.findByRole('application', { name: `Deals by ${by}` });
const column = (name: string) => within(screen.getByRole('region', { name: new RegExp(`^${name}`) }));
/** Presses an entry of the open menu. Without a layout the menu counts as hidden. */
const pick = async (name: string | RegExp) => {
  fireEvent.click(await screen.findByRole('menuitem', { name, hidden: true }));
};
const pressOn = (target: HTMLElement, key: string) => {
  act(() => target.focus());
  fireEvent.keyDown(target, { key });
};

describe('[K-3] a board by any choice', () => {
  it('has a column for each value, and for retired and empty ones where records have them', async () => {
    await renderApp({ ...replica([acme, brook, cove]), at });
    await board('region');
    expect(await column('North').findByText('Acme')).toBeDefined();
    expect(await column('South \\(retired\\)').findByText('Brook')).toBeDefined();
    expect(await column('No region').findByText('Cove')).toBeDefined();
    expect(column('West').queryByRole('article')).toBeNull();
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('Deals');
  });

  it('writes the field when a card is moved, by its key too; an empty column empties it', async () => {
    const { performed } = await renderApp({ ...replica([acme, cove]), at });
    const application = await board('region');
    await column('North').findByText('Acme');
    pressOn(application, '2');
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Changed Region of Acme',
      edits: [{ entity: 'crm/deal', id: acme.id, fields: { region: 'west' } }],
    });
    pressOn(application, 'm');
    fireEvent.click(within(await screen.findByRole('menu')).getByText('No region'));
    await waitFor(() => expect(performed).toHaveLength(2));
    expect(performed[1]).toMatchObject({ edits: [{ id: acme.id, fields: { region: null } }] });
  });

  it('takes no card into the column of a retired value, and says why', async () => {
    const { performed } = await renderApp({ ...replica([acme, brook]), at });
    const application = await board('region');
    await column('North').findByText('Acme');
    pressOn(application, '2');
    expect((await screen.findByRole('note')).textContent).toBe('South is retired.');
    expect(performed).toEqual([]);
  });

  it('[A-2] offers no move of a record that the person may not edit, with the reason', async () => {
    const member = givenSession({
      memberships: [{ role: 'member', teamId: null, grants: ['*:read@org', 'crm/deal:update@own'], portal: false }],
    });
    const theirs = deal(4, 'Theirs', { ownerId: dana, fields: { region: 'north' } });
    const { performed } = await renderApp({ ...replica([theirs]), session: member, at });
    const application = await board('region');
    const card = await column('North').findByText('Theirs');
    const why = within(card.closest('article') ?? application)
      .getByRole('img')
      .getAttribute('aria-label');
    expect(why).toMatch(/./);
    pressOn(application, '2');
    expect((await screen.findByRole('note')).textContent).toBe(why);
    expect(performed).toEqual([]);
  });

  it('is chosen in the menu of the board, by the key O, in the address and with a chip; the choice is announced', async () => {
    const { router } = await renderApp({ ...replica([acme]), at: '/list/crm/deal?kind=board' });
    await board('stage');
    fireEvent.keyDown(document.body, { key: 'o' });
    await pick('Region');
    await board('region');
    expect(router.state.location.search).toMatchObject({ kind: 'board', group: 'region' });
    expect(screen.getByText('Columns by Region')).toBeDefined();
    const chips = within(screen.getByRole('group', { name: 'Filters' }));
    expect(chips.getByText('Columns')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Columns by Region' }));
    await pick('Stage');
    await board('stage');
    expect(router.state.location.search).not.toHaveProperty('group');
  });

  it('is saved in a view, as the group of the view', async () => {
    const { performed } = await renderApp({ ...replica([acme]), at });
    await board('region');
    fireEvent.keyDown(document.body, { key: 'v' });
    const panel = within(await screen.findByRole('complementary', { name: /view/i }));
    expect(panel.getByRole('combobox', { name: 'Columns by' })).toMatchObject({ value: 'region' });
    fireEvent.change(panel.getByRole('textbox', { name: 'Name' }), { target: { value: 'By region' } });
    fireEvent.click(panel.getByRole('button', { name: /^Save as new/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits[0]).toMatchObject({
      create: { fields: { name: 'By region', kind: 'board', group: 'region' } },
    });
  });

  it('opens from a saved view by the field of the view', async () => {
    const view = givenShownRecord({
      id: viewId,
      entity: 'platform/saved-view',
      ownerId: me,
      fields: { name: 'By region', forEntity: 'crm/deal', kind: 'board', group: 'region' },
    });
    const rows = [acme, view];
    const { router } = await renderApp({
      rows,
      definitions,
      at: `/list/crm/deal?view=${viewId}`,
    });
    await board('region');
    fireEvent.keyDown(document.body, { key: 'o' });
    await pick('Stage');
    await board('stage');
    expect(router.state.location.search).toMatchObject({ view: viewId, group: 'stage' });
  });
});

describe('[K-3] a board of an own kind', () => {
  it('is there as soon as the kind has a choice', async () => {
    const visit = givenShownRecord({ id: viewId, entity: 'own/visit', fields: { name: 'New tyres', region: 'west' } });
    await renderApp({
      rows: [visit],
      definitions: {
        entities: [{ name: 'visit', label: 'Visit', labelMany: 'Visits' }],
        fields: [{ ...region, forEntity: 'own/visit' }],
      },
      at: '/list/own/visit',
    });
    await screen.findByRole('grid', { name: 'Visits' });
    fireEvent.keyDown(document.body, { key: 'B', shiftKey: true });
    expect(await screen.findByRole('application', { name: 'Visits by region' })).toBeDefined();
    expect(screen.queryByRole('button', { name: /^Columns by/ })).toBeNull(); // there is nothing to choose
  });
});
