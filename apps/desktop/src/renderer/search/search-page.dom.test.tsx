import { installedCatalogue } from '@outpost/domain/installed-packs';
import type { StoredRecord } from '@outpost/domain/kernel/entities/record';
import { withDefinitions } from '@outpost/domain/kernel/definitions/tenant-definitions';
import { refsOfValues } from '@outpost/domain/kernel/query/conditions/ref-names';
import { compileList } from '@outpost/domain/kernel/query/lists/compile-list';
import type { CompiledQuery, QueryGround } from '@outpost/domain/kernel/query/query-engine';
import { compileReport } from '@outpost/domain/kernel/query/sums/compile-report';
import { compileSummary } from '@outpost/domain/kernel/query/sums/compile-summary';
import { accept, type Result } from '@outpost/domain/kernel/refusal';
import { sqliteStore } from '@outpost/domain/testing/query-stores';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallName, RefNames, ShownRecord } from '../../bridge/contract.ts';
import type { OwnDefinitions } from '../../bridge/own-definitions.ts';
import { dana, givenShownRecord, me } from '../testing/given-record.ts';
import { type GivenReplica, renderApp } from '../testing/render-app.tsx';

installDomLayout();
const idOf = (place: number) => `0190b1f2-7c00-7000-8000-000000000c0${place}`;
const today = '2026-11-20T08:00:00.000Z';
const inYear = '2026-03-01T08:00:00.000Z';
const longAgo = '2025-01-01T08:00:00.000Z';
const refit = givenShownRecord({ id: idOf(1), updatedAt: today, fields: { name: 'Harbour refit', stage: 'engaging' } });
const crane = givenShownRecord({ id: idOf(2), updatedAt: inYear, ownerId: dana, fields: { name: 'Harbour crane', stage: 'won' } }); // prettier-ignore
const pier = givenShownRecord({ id: idOf(3), updatedAt: longAgo, ownerId: dana, fields: { name: 'Harbour pier', stage: 'engaging' } }); // prettier-ignore
const account = givenShownRecord({ id: idOf(4), entity: 'crm/account', updatedAt: today, fields: { name: 'Harbour Hotel' } }); // prettier-ignore
const other = givenShownRecord({ id: idOf(5), entity: 'crm/account', fields: { name: 'Cobblewick Brewery' } });
const given = [refit, crane, pier, account, other];
const nameOf = (title: string) => ({ entity: 'platform/person', title, life: 'alive' });
const names: RefNames = { [me]: nameOf('Ilse Torvane'), [dana]: nameOf('Dana Marsh') };

/** A kind that the organisation has added, with a choice and a flag. */
const boats: Partial<OwnDefinitions> = {
  entities: [{ name: 'boat', label: 'Boat', labelMany: 'Boats' }],
  fields: [
    {
      forEntity: 'own/boat',
      name: 'hull',
      label: 'Hull',
      type: 'choice',
      options: [
        { value: 'wood', label: 'Wood' },
        { value: 'steel', label: 'Steel' },
      ],
    },
    { forEntity: 'own/boat', name: 'insured', label: 'Insured', type: 'flag' },
  ],
};

let close = () => Promise.resolve();
afterEach(() => close());

/** Returns a replica that answers questions by the real queries, over these records in SQLite. `asked`: all questions. */
function replicaWith(rows: readonly ShownRecord[], definitions: Partial<OwnDefinitions> = {}) {
  const { catalogue } = withDefinitions(installedCatalogue, {
    entities: [],
    retiredEntities: [],
    fields: [],
    retiredFields: [],
    packs: [],
    ...definitions,
  });
  const stored = rows.map(({ waiting: _waiting, replaced: _replaced, ...record }) => record as StoredRecord); // without the device's marks
  const store = sqliteStore(
    catalogue,
    Map.groupBy(stored, ({ entity }) => entity),
  );
  ({ close } = store);
  const ground: QueryGround = {
    catalogue,
    engine: { dialect: 'sqlite' },
    asking: { userId: me, now: '2026-11-20T09:00:00.000Z', timeZone: 'UTC' },
    currency: 'USD',
  };
  const asked: { readonly call: CallName; readonly entity: string; readonly input: object }[] = [];
  const answer = async <A, O>(compiled: Result<CompiledQuery<A>>, shown: (found: A) => O) =>
    compiled.ok ? accept(shown(await store.ask(compiled.value))) : compiled;
  const refsOf = (entity: string, path: string, values: Parameters<typeof refsOfValues>[1]['values']) =>
    Object.fromEntries(
      refsOfValues(catalogue, { entity, path, values }).flatMap(({ id }) => (names[id] ? [[id, names[id]]] : [])),
    );
  const handlers: GivenReplica['handlers'] = {
    'records.list': (input) => {
      if (input.search !== undefined) asked.push({ call: 'records.list', entity: input.entity, input });
      const { referred: _referred, ...query } = input;
      return answer(compileList(ground, query), ({ rows: found, next }) => ({
        rows: found.flatMap(({ id }) => rows.find((row) => row.id === id) ?? []),
        refs: {},
        next,
      }));
    },
    'records.report': (input) => {
      asked.push({ call: 'records.report', entity: input.entity, input });
      return answer(compileReport(ground, input), ({ rows: found }) => ({
        rows: found.map((row) => ({ ...row, groups: [...row.groups], measures: { ...row.measures } })),
        refs: refsOf(input.entity, 'ownerId', found.map(({ groups: [owner] }) => owner ?? null)), // prettier-ignore
      }));
    },
    'records.summary': (input) => {
      if (input.search !== undefined) asked.push({ call: 'records.summary', entity: input.entity, input });
      return answer(compileSummary(ground, input), ({ groups }) => ({
        groups: groups.map((group) => ({ ...group, sums: {} })),
        refs: {},
      }));
    },
  };
  return { handlers, asked };
}

/** Opens the page over these records. */
async function open(at = '/search', rows: readonly ShownRecord[] = given, definitions: Partial<OwnDefinitions> = {}) {
  const { handlers, asked } = replicaWith(rows, definitions);
  const drawn = await renderApp({ rows, at, handlers, definitions });
  const words = await screen.findByRole('searchbox', { name: 'Words to find' });
  const type = (value: string) => fireEvent.change(words, { target: { value } });
  return { ...drawn, asked, words, type };
}
const kind = async (name: string) => within(await screen.findByRole('region', { name }));
const facet = async (name: string) => within(await screen.findByRole('group', { name }));
/** Returns the values of a facet with their counts, as they are read: "Me 1". */
const valuesOf = async (name: string) =>
  (await facet(name)).getAllByRole('button').map((button) => [...button.children].map(({ textContent }) => textContent).join(' ')); // prettier-ignore
const press = async (name: string, value: RegExp) => fireEvent.click((await facet(name)).getByRole('button', { name: value })); // prettier-ignore
const shownOfWords = (count: string) => screen.findByText(`${count} on this device`);

describe('the search page', () => {
  it('shows the records that contain the words, by kind, and counts them', async () => {
    const { type } = await open();
    expect(screen.getByText('Find any record')).toBeDefined();
    type('harbour');
    expect((await kind('Deals')).getByText('Harbour refit')).toBeDefined();
    expect((await kind('Accounts')).getByText('Harbour Hotel')).toBeDefined();
    expect(screen.queryByText('Cobblewick Brewery')).toBeNull();
    expect(await shownOfWords('4 records')).toBeDefined();
  });

  it('is narrowed by kind, owner and time of the last change, and keeps that in its address', async () => {
    const { router } = await open('/search?text=harbour');
    await press('Kind', /^Accounts/);
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Deals' })).toBeNull());
    await press('Owner', /^Me/);
    await press('Changed', /^Last 7 days/);
    expect(await shownOfWords('1 record')).toBeDefined();
    await waitFor(() =>
      expect(router.state.location.search).toEqual({
        text: 'harbour',
        kind: 'crm/account',
        owner: ['me'],
        changed: 'week',
      }),
    );
    fireEvent.click(await screen.findByRole('button', { name: 'Open as a list' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/list/crm/account'));
    expect(router.state.location.search).toMatchObject({
      search: 'harbour',
      kind: 'grid',
      where: {
        and: [
          { field: 'ownerId', op: 'is', value: '@me' },
          { field: 'updatedAt', op: 'within', value: { direction: 'last', count: 7, unit: 'day' } },
        ],
      },
    });
  });

  it('counts the hits of each value for the words and the other chosen facets', async () => {
    await open('/search?text=harbour');
    expect(await valuesOf('Kind')).toEqual(['All kinds 4', 'Deals 3', 'Accounts 1']);
    expect(await valuesOf('Owner')).toEqual(['Anyone 4', 'Me 2', 'Dana Marsh 2']);
    expect(await valuesOf('Changed')).toEqual([
      'At any time 4',
      'Today 2',
      'Last 7 days 2',
      'Last 30 days 2',
      'Last 365 days 3',
    ]);
    await press('Owner', /^Dana Marsh/);
    await shownOfWords('2 records');
    expect(await valuesOf('Kind')).toEqual(['All kinds 2', 'Deals 2']);
    expect(await valuesOf('Owner')).toEqual(['Anyone 4', 'Me 2', 'Dana Marsh 2']);
    expect(await valuesOf('Changed')).toEqual(['At any time 2', 'Today 0', 'Last 7 days 0', 'Last 30 days 0', 'Last 365 days 1']); // prettier-ignore
    expect((await facet('Changed')).getByRole('button', { name: /^Today/ }).dataset['empty']).toBe('true');
  });

  it('finds the records of several owners, and shows them without asking for other counts', async () => {
    const { router, asked } = await open('/search?text=harbour');
    await press('Owner', /^Me/);
    await shownOfWords('2 records');
    const before = asked.length;
    await press('Owner', /^Dana Marsh/);
    await shownOfWords('4 records');
    expect(router.state.location.search).toMatchObject({ owner: ['me', dana] });
    expect(new Set(asked.slice(before).map(({ call }) => call))).toEqual(new Set(['records.list']));
  });

  it('offers the choices of a chosen kind, each with its hits, by one question for each field', async () => {
    const { router, asked } = await open('/search?text=harbour&kind=crm%2Fdeal');
    expect(await valuesOf('Stage')).toEqual(['Engaging 2', 'Won 1']);
    const grouped = asked.filter(({ call }) => call === 'records.summary').map(({ input }) => JSON.stringify(input));
    expect(grouped).toHaveLength(new Set(grouped).size);
    expect(asked.filter(({ call, entity }) => call === 'records.list' && entity !== 'crm/deal')).toEqual([]);
    await press('Stage', /^Won/);
    await shownOfWords('1 record');
    expect((await kind('Deals')).getByText('Harbour crane')).toBeDefined();
    expect(await valuesOf('Stage')).toEqual(['Engaging 2', 'Won 1']);
    expect(await valuesOf('Owner')).toEqual(['Anyone 1', 'Me 0', 'Dana Marsh 1']);
    await press('Stage', /^Engaging/);
    await shownOfWords('3 records');
    expect(router.state.location.search).toMatchObject({ fields: { stage: ['won', 'engaging'] } });
    await press('Kind', /^Accounts/);
    await shownOfWords('1 record');
    expect(router.state.location.search).not.toHaveProperty('fields');
  });

  it('offers the choices and flags of a kind that the organisation has added', async () => {
    const boat = (place: number, fields: ShownRecord['fields']) =>
      givenShownRecord({ id: idOf(place), entity: 'own/boat', fields });
    const rows = [
      boat(6, { name: 'Harbour seal', hull: 'wood', insured: true }),
      boat(7, { name: 'Harbour gull', hull: 'steel', insured: false }),
      boat(8, { name: 'Harbour tern' }),
    ];
    await open('/search?text=harbour&kind=own%2Fboat', rows, boats);
    expect(await valuesOf('Hull')).toEqual(['Wood 1', 'Steel 1', 'No hull 1']);
    expect(await valuesOf('Insured')).toEqual(['No 1', 'Yes 1', 'Not filled in 1']);
    await press('Hull', /^No hull/);
    expect(await shownOfWords('1 record')).toBeDefined();
    await press('Hull', /^Wood/);
    expect(await shownOfWords('2 records')).toBeDefined();
    await press('Insured', /^Yes/);
    expect(await shownOfWords('1 record')).toBeDefined();
    expect((await kind('Boats')).getByText('Harbour seal')).toBeDefined();
  });

  it('removes chosen values one by one and all together, and keeps the focus', async () => {
    const at = `/search?text=harbour&kind=crm%2Fdeal&owner=${encodeURIComponent(JSON.stringify(['me', dana]))}&fields=${encodeURIComponent('{"stage":["won"]}')}`;
    const { router, words } = await open(at);
    await shownOfWords('1 record');
    const chosen = await facet('Chosen filters');
    const remove = chosen.getByRole('button', { name: 'Remove filter Owner Me' });
    act(() => remove.focus());
    fireEvent.click(remove);
    await waitFor(() => expect(router.state.location.search).toMatchObject({ owner: [dana] }));
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Remove filter Owner Dana Marsh');
    fireEvent.click((await facet('Chosen filters')).getByRole('button', { name: 'Remove filter Stage Won' }));
    await shownOfWords('2 records');
    fireEvent.click((await facet('Chosen filters')).getByRole('button', { name: 'Clear all' }));
    await shownOfWords('4 records');
    expect(router.state.location.search).toEqual({ text: 'harbour' });
    expect(screen.queryByRole('group', { name: 'Chosen filters' })).toBeNull();
    expect(document.activeElement).toBe(words);
  });

  it('reads an address of before, and leaves out values that the kind does not have', async () => {
    const fields = encodeURIComponent('{"stage":["sunk"],"colour":["red"]}');
    await open(`/search?text=harbour&kind=crm%2Fdeal&owner=me&fields=${fields}`);
    expect(await shownOfWords('1 record')).toBeDefined();
    expect((await kind('Deals')).getByText('Harbour refit')).toBeDefined();
  });

  it('takes the words of a new address into the field', async () => {
    const { router, type } = await open('/search?text=harbour');
    await shownOfWords('4 records');
    type('crane');
    await shownOfWords('1 record');
    await act(() => router.navigate({ to: '/search', search: { text: 'brewery' } }));
    expect(await screen.findByText('Cobblewick Brewery')).toBeDefined();
    expect(screen.getByRole('searchbox', { name: 'Words to find' })).toHaveProperty('value', 'brewery');
  });

  it('moves from the words to the hits by the arrow keys, and opens one', async () => {
    const { words, router } = await open('/search?text=harbour');
    await kind('Accounts');
    act(() => words.focus());
    fireEvent.keyDown(words, { key: 'ArrowDown' });
    expect(document.activeElement?.textContent).toContain('Harbour refit');
    fireEvent.keyDown(document.activeElement ?? words, { key: 'ArrowDown' });
    fireEvent.click(document.activeElement ?? words);
    await waitFor(() => expect(router.state.location.pathname).toBe(`/record/${crane.id}`));
  });

  it('moves between the values of a facet by the arrow keys', async () => {
    await open('/search?text=harbour');
    const any = (await facet('Owner')).getByRole('button', { name: /^Anyone/ });
    act(() => any.focus());
    fireEvent.keyDown(any, { key: 'ArrowDown' });
    expect(document.activeElement?.textContent).toBe('Me2');
    fireEvent.keyDown(document.activeElement ?? any, { key: 'ArrowUp' });
    expect(document.activeElement).toBe(any);
  });

  it('says when nothing matches, and offers to search in everything', async () => {
    const { router } = await open('/search?text=nothing&owner=me');
    expect(await screen.findByText('No record matches')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Search in everything' }));
    await waitFor(() => expect(router.state.location.search).toEqual({ text: 'nothing' }));
  });
});
