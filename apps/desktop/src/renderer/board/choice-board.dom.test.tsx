import type { JsonValue } from '@outpost/domain/kernel/json';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput, ShownRecord } from '../../bridge/contract.ts';
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
/** Returns a replica that answers a column only with its records. */
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
/** A column of retired or empty values is drawn only when its count has arrived, after the board. */
const columnWhenCounted = async (name: string) =>
  within(await screen.findByRole('region', { name: new RegExp(`^${name}`) }));
/** Presses an entry of the open menu. Without a layout the menu counts as hidden. */
const pick = async (group: 'Columns by' | 'Cards by', name: string | RegExp) => {
  const entries = within(await screen.findByRole('group', { name: group, hidden: true }));
  fireEvent.click(entries.getByRole('menuitem', { name, hidden: true }));
};
const pressOn = (target: HTMLElement, key: string) => {
  act(() => target.focus());
  fireEvent.keyDown(target, { key });
};

describe('[K-3] a board by any choice', () => {
  it('has a column for each value, and for retired and empty ones if records have them', async () => {
    await renderApp({ ...replica([acme, brook, cove]), at });
    await board('region');
    expect(await column('North').findByText('Acme')).toBeDefined();
    expect(await (await columnWhenCounted('South \\(retired\\)')).findByText('Brook')).toBeDefined();
    expect(await (await columnWhenCounted('No region')).findByText('Cove')).toBeDefined();
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

  it('[S-4d] takes no card into a column that a rule of its kind refuses, and says why', async () => {
    const note = givenShownRecord({
      id: '0190b1f2-7c00-7000-8000-000000000d19',
      entity: 'crm/activity',
      fields: { kind: 'note', subject: 'Met at the fair', about: `crm/deal:${acme.id}` },
    });
    const { performed } = await renderApp({ ...replica([note]), at: '/list/crm/activity?kind=board&group=outcome' });
    const application = await screen.findByRole('application', { name: 'Activities by outcome' });
    await (await columnWhenCounted('No outcome')).findByText('Met at the fair');
    pressOn(application, '1');
    expect((await screen.findByRole('note')).textContent).toBe('Only a call has an outcome.');
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
    await pick('Columns by', 'Region');
    await board('region');
    expect(router.state.location.search).toMatchObject({ kind: 'board', group: 'region' });
    expect(screen.getByText('Columns by Region')).toBeDefined();
    const chips = within(screen.getByRole('group', { name: 'Filters' }));
    expect(chips.getByText('Columns')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: /^Columns by Region, cards by/ }));
    await pick('Columns by', 'Stage');
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

  it('names no group in the address when the usual columns are chosen again in the panel of the view', async () => {
    const { router } = await renderApp({ ...replica([acme]), at });
    await board('region');
    fireEvent.keyDown(document.body, { key: 'v' });
    const panel = within(await screen.findByRole('complementary', { name: /view/i }));
    fireEvent.change(panel.getByRole('combobox', { name: 'Columns by' }), { target: { value: 'stage' } });
    await waitFor(() => expect(router.state.location.search).not.toHaveProperty('group'));
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
    await pick('Columns by', 'Stage');
    await board('stage');
    expect(router.state.location.search).toMatchObject({ view: viewId, group: 'stage' });
  });
});

describe('the order of the cards of a board', () => {
  const sorts = (asked: readonly CallInput<'records.list'>[]) => asked.map(({ sort }) => sort?.[0]);
  /** Draws the board, and records the questions for its cards. */
  async function draw(address: string) {
    const asked: CallInput<'records.list'>[] = [];
    const given = replica([acme, cove]);
    const app = await renderApp({
      ...given,
      at: address,
      handlers: {
        'records.list': (input) => {
          if (input.entity === 'crm/deal') asked.push(input);
          return given.handlers['records.list'](input);
        },
      },
    });
    return { ...app, asked };
  }

  it('is the latest change first, until a person chooses a field in the menu; a second choice reverses it', async () => {
    const { asked, router } = await draw('/list/crm/deal?kind=board');
    const application = await board('stage');
    expect(sorts(asked)).toContainEqual({ field: 'updatedAt', direction: 'desc' });
    pressOn(application, 'o');
    await pick('Cards by', 'Value');
    expect(await screen.findByText('Cards by Value, highest first')).toBeDefined();
    await waitFor(() => expect(sorts(asked)).toContainEqual({ field: 'value', direction: 'desc' }));
    expect(router.state.location.search).toMatchObject({ sort: 'value.desc' });
    fireEvent.keyDown(document.body, { key: 'o' });
    await pick('Cards by', /^Value/);
    await waitFor(() => expect(router.state.location.search).toMatchObject({ sort: 'value.asc' }));
    expect(screen.getByText('Cards by Value, lowest first')).toBeDefined();
  });

  it('is a chip of the bar, which removes it; the cards show the value that orders them', async () => {
    const dated = deal(5, 'Dated', { fields: { closesOn: '2026-12-01' } });
    const { router } = await renderApp({ ...replica([dated]), at: '/list/crm/deal?kind=board&sort=closesOn.asc' });
    await board('stage');
    expect(await screen.findByText('Closes 1 Dec 2026')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Remove filter Cards by Closes, earliest first' }));
    await waitFor(() => expect(router.state.location.search).not.toHaveProperty('sort'));
    await waitFor(() => expect(screen.queryByText('Closes 1 Dec 2026')).toBeNull());
  });

  it('is kept in the view', async () => {
    const { performed } = await renderApp({ ...replica([acme]), at: '/list/crm/deal?kind=board&sort=value.desc' });
    await board('stage');
    fireEvent.keyDown(document.body, { key: 'v' });
    const panel = within(await screen.findByRole('complementary', { name: /view/i }));
    expect(panel.getByRole('combobox', { name: 'Order by' })).toMatchObject({ value: 'value' });
    fireEvent.change(panel.getByRole('textbox', { name: 'Name' }), { target: { value: 'Large first' } });
    fireEvent.click(panel.getByRole('button', { name: /^Save as new/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits[0]).toMatchObject({ create: { fields: { kind: 'board', sort: 'value.desc' } } });
  });
});

describe('[K-3] a board of an own kind', () => {
  it('is offered as soon as the kind has a choice', async () => {
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
    fireEvent.keyDown(document.body, { key: 'o' });
    expect(await screen.findByText('Cards by')).toBeDefined();
    expect(screen.queryByText('Columns by')).toBeNull(); // there is nothing to choose
  });
});

describe('a board whose columns arrive one after the other', () => {
  it('[D-3] asks once for the times and the lines of all cards, and shows them', async () => {
    const staged = [deal(1, 'Acme'), deal(2, 'Brook', { fields: { stage: 'proposal' } })];
    const asked: string[] = [];
    const waiting: (() => void)[] = [];
    await renderApp({
      at: '/list/crm/deal?kind=board',
      rows: staged,
      handlers: {
        'records.list': ({ entity, where }) => {
          const rows = staged.filter((row) => row.entity === entity && passes(row, where));
          const answer = accept({ rows, refs: {}, next: null });
          if (['crm/task', 'crm/activity'].includes(entity)) asked.push(entity);
          if (entity !== 'crm/deal') return Promise.resolve(answer);
          return new Promise((resolve) => waiting.push(() => resolve(answer)));
        },
        'records.stageSince': ({ ids }) => {
          asked.push(`times of ${ids.length}`);
          return Promise.resolve(
            accept({ since: Object.fromEntries(ids.map((id) => [id, { at: '2026-11-10T08:00:00.000Z', isAtLeast: false }])) }), // prettier-ignore
          );
        },
      },
    });
    await board('stage');
    expect(waiting.length).toBeGreaterThan(2);
    for (const answer of waiting.splice(0))
      await act(async () => {
        answer();
        await new Promise((resolve) => {
          setTimeout(resolve, 20);
        });
      });
    expect((await screen.findAllByText('10 days')).length).toBe(2);
    expect(asked.toSorted()).toEqual(['crm/activity', 'crm/task', 'times of 2']);
  });
});
