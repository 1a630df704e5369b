import { mostStops } from '@outpost/domain/kernel/geo/round';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../bridge/contract.ts';
import type { BridgeHandlers } from '../../bridge/serve-bridge.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const idOf = (last: number) => `0190b1f2-7c00-7000-8000-000000000c${String(last).padStart(2, '0')}`;
const lifeOf = (last: number, change: Partial<ShownRecord> = {}) =>
  givenShownRecord({
    id: idOf(last),
    entity: 'crm/account',
    fields: { name: `House ${last}`, place: { latitude: 48, longitude: 16 + last / 100 } },
    ...change,
  });
const houses = (count: number) => Array.from({ length: count }, (_, index) => lifeOf(index + 1));
const today = '2026-11-20';

/** Opens the map of accounts in a DOM, with a round that the device has kept. */
async function given({
  rows = houses(4),
  kept,
  handlers = {},
}: {
  readonly rows?: readonly ShownRecord[];
  readonly kept?: { readonly day: string; readonly stops: readonly string[] };
  readonly handlers?: Partial<BridgeHandlers>;
} = {}) {
  const local = new Map<string, unknown>(kept ? [['round/crm/account', kept]] : []);
  const besides = (where: unknown) => {
    const asked = JSON.stringify(where ?? '');
    if (asked.includes('is-empty')) return [];
    return rows.filter(({ id, life }) => life === 'alive' && !(asked.includes('none-of') && asked.includes(id)));
  };
  const app = await renderApp({
    rows,
    at: '/list/crm/account?kind=map',
    handlers: {
      'records.list': ({ entity, where }) =>
        Promise.resolve(accept({ rows: entity === 'crm/account' ? besides(where) : [], refs: {}, next: null })),
      'records.summary': ({ where }) =>
        Promise.resolve(accept({ groups: [{ value: null, count: besides(where).length, sums: {} }], refs: {} })),
      'records.places': () =>
        Promise.resolve(accept({ ids: rows.map(({ id }) => id), degrees: rows.flatMap((_, index) => [48, 16 + (index + 1) / 100]), more: false })), // prettier-ignore
      'map.files': () => Promise.resolve(accept({ files: [] })),
      'local.get': ({ key }) => Promise.resolve(accept({ value: (local.get(key) ?? null) as null })), // as local.set stored it
      'local.set': ({ key, value }) => {
        local.set(key, value);
        return Promise.resolve(accept(null));
      },
      ...handlers,
    },
  });
  return { ...app, stored: () => local.get('round/crm/account') };
}

const list = (name = 'Accounts, list') => screen.findByRole('listbox', { name });
const names = (box: HTMLElement) => within(box).getAllByRole('option').map((row) => /House \d+/.exec(row.textContent)?.[0]); // prettier-ignore
const startRound = async () => fireEvent.click(await screen.findByRole('button', { name: /^Round/ }));
const chooseInMenu = async (item: string) => {
  fireEvent.click(screen.getByRole('button', { name: 'Change the round' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: item }));
};
const fourStops = { day: today, stops: [1, 3, 2, 4].map(idOf) };
const round = () => screen.getByRole('listbox', { name: 'Round today' });

describe('a round on the map', () => {
  it('gets a stop by Space and by the circle, shows its number, and leaves the other records below', async () => {
    const { stored } = await given();
    const others = await list();
    await within(others).findByText('House 2');
    await startRound();
    fireEvent.keyDown(others, { key: 'ArrowDown' });
    fireEvent.keyDown(others, { key: ' ' });
    await waitFor(() => expect(names(round())).toEqual(['House 1']));
    expect(screen.getByText('House 1 is stop 1 of the round.')).toBeDefined();
    await waitFor(() => expect(names(others)).toEqual(['House 2', 'House 3', 'House 4']));
    const circle = within(within(others).getByRole('option', { name: /House 3/ })).getByTitle('Add to the round');
    fireEvent.click(circle);
    await waitFor(() => expect(within(round()).getAllByRole('option').map((row) => row.textContent)).toEqual([expect.stringContaining('Stop 1House 1'), expect.stringContaining('Stop 2House 3')])); // prettier-ignore
    expect(stored()).toEqual({ day: today, stops: [idOf(1), idOf(3)] });
    expect(screen.getByText('Also here').parentElement?.textContent).toContain('2');
  });

  it('says the number of stops, the length of the way and the time that it takes', async () => {
    await given({ kept: fourStops });
    await waitFor(() => expect(names(round())).toEqual(['House 1', 'House 3', 'House 2', 'House 4']));
    // 5 hundredths of a degree at 48 degrees north are 3.7 km: 11 minutes, and an hour at the stops.
    expect(screen.getByText(/^4 stops, (3\.7 km|2\.3 mi), about 1 h 15 min$/)).toBeDefined();
  });

  it('is put into another order by Alt and an arrow, which is announced, and by the menu', async () => {
    const { stored } = await given({ kept: fourStops });
    await waitFor(() => expect(names(round())).toHaveLength(4));
    fireEvent.keyDown(round(), { key: 'ArrowDown' });
    fireEvent.keyDown(round(), { key: 'ArrowDown', altKey: true });
    await waitFor(() => expect(names(round())).toEqual(['House 3', 'House 1', 'House 2', 'House 4']));
    expect(screen.getByText('House 1, stop 2 of 4.')).toBeDefined();
    await chooseInMenu('Move the selected stop down');
    await waitFor(() => expect(names(round())).toEqual(['House 3', 'House 2', 'House 1', 'House 4']));
    expect(stored()).toEqual({ day: today, stops: [3, 2, 1, 4].map(idOf) });
  });

  it('is put into a shorter order, and says by how much it is shorter', async () => {
    const { stored } = await given({ kept: fourStops });
    await waitFor(() => expect(names(round())).toHaveLength(4));
    await chooseInMenu('Shortest order from the first stop');
    await waitFor(() => expect(names(round())).toEqual(['House 1', 'House 2', 'House 3', 'House 4']));
    expect(screen.getByText(/^The round is .* shorter\.$/)).toBeDefined();
    expect(stored()).toEqual({ day: today, stops: [1, 2, 3, 4].map(idOf) });
  });

  it('keeps its order where no shorter one is found, and says so', async () => {
    await given({ kept: { day: today, stops: [1, 2, 3].map(idOf) } });
    await waitFor(() => expect(names(round())).toHaveLength(3));
    await chooseInMenu('Shortest order');
    expect(await screen.findByText('No shorter order was found.')).toBeDefined();
    expect(names(round())).toEqual(['House 1', 'House 2', 'House 3']);
  });

  it('is put into another order by dragging a stop, and stays as it is when the drag is cancelled', async () => {
    const { stored } = await given({ kept: fourStops });
    await waitFor(() => expect(names(round())).toHaveLength(4));
    const grip = () => within(within(round()).getByRole('option', { name: /House 1/ })).getByTitle(/^Drag to another/);
    const drag = (end: () => void) => {
      fireEvent.pointerDown(grip(), { button: 0, pointerId: 1, clientX: 0, clientY: 10 });
      fireEvent.pointerMove(window, { pointerId: 1, clientX: 0, clientY: 120 });
      expect(names(round())).toEqual(['House 3', 'House 2', 'House 1', 'House 4']);
      end();
    };
    drag(() => fireEvent.keyDown(window, { key: 'Escape' }));
    expect(names(round())).toEqual(['House 1', 'House 3', 'House 2', 'House 4']);
    drag(() => fireEvent.pointerUp(window, { pointerId: 1 }));
    await waitFor(() => expect(stored()).toEqual({ day: today, stops: [3, 2, 1, 4].map(idOf) }));
  });

  it('goes on with the nearest records, and loses a stop by Space', async () => {
    await given({ kept: { day: today, stops: [idOf(4)] } });
    fireEvent.click(await screen.findByRole('button', { name: 'Add nearest 2' }));
    await waitFor(() => expect(names(round())).toEqual(['House 4', 'House 3', 'House 2']));
    fireEvent.keyDown(round(), { key: 'ArrowDown' });
    fireEvent.keyDown(round(), { key: ' ' });
    await waitFor(() => expect(names(round())).toEqual(['House 3', 'House 2']));
    expect(screen.getByText('House 4 removed from the round.')).toBeDefined();
  });

  it('is cleared with an undo', async () => {
    const { stored } = await given({ kept: fourStops });
    await waitFor(() => expect(names(round())).toHaveLength(4));
    await chooseInMenu('Clear the round');
    await waitFor(() => expect(stored()).toBe(null));
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(names(round())).toEqual(['House 1', 'House 3', 'House 2', 'House 4']));
  });

  it('[A-4] leaves out stops that are deleted, not visible or without a place, and says how many', async () => {
    const rows = [lifeOf(1), lifeOf(2, { life: 'deleted' }), lifeOf(3, { fields: { name: 'House 3' } }), lifeOf(4)];
    const { stored } = await given({ rows, kept: { day: today, stops: [1, 2, 3, 9, 4].map(idOf) } });
    await waitFor(() => expect(names(round())).toEqual(['House 1', 'House 4']));
    expect(screen.getByText(/^3 stops are no longer in the round/)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Remove from the round' }));
    await waitFor(() => expect(stored()).toEqual({ day: today, stops: [idOf(1), idOf(4)] }));
    expect(screen.queryByText(/no longer in the round/)).toBeNull();
  });

  it('of an earlier day is not shown as the round of today, and can be used again', async () => {
    await given({ kept: { ...fourStops, day: '2026-11-19' } });
    await within(await list()).findByText('House 1');
    expect(screen.queryByText('Round today')).toBeNull();
    await startRound();
    expect(await screen.findByText(/^There is a round of .* with 4 stops\./)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Use it today' }));
    await waitFor(() => expect(names(round())).toHaveLength(4));
  });

  it('refuses one stop more than a round has, and says the limit', async () => {
    const rows = houses(mostStops + 1);
    const { stored } = await given({ rows, kept: { day: today, stops: rows.slice(0, mostStops).map(({ id }) => id) } });
    const others = await list();
    await within(others).findByText(`House ${mostStops + 1}`);
    fireEvent.keyDown(others, { key: 'ArrowDown' });
    fireEvent.keyDown(others, { key: ' ' });
    expect((await screen.findAllByText(/at most 25 stops\. Remove one first\./)).length).toBeGreaterThan(0);
    expect(stored()).toMatchObject({ stops: rows.slice(0, mostStops).map(({ id }) => id) });
  });
});

describe('the plan of a round in the calendar', () => {
  const openForm = async () => {
    fireEvent.click(await screen.findByRole('button', { name: 'Plan in calendar' }));
    return screen.findByRole('dialog', { name: 'Plan the round in the calendar' });
  };

  it('makes one act with a record about each stop, from the time of the first one', async () => {
    const { performed } = await given({ kept: { day: today, stops: [idOf(1), idOf(2)] } });
    const form = await openForm();
    expect(within(form).getByRole('list', { name: 'Times of the stops' }).textContent).toMatch(/House 1.*House 2/);
    fireEvent.click(within(form).getByRole('button', { name: /^Plan 2 stops/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.label).toBe('Planned a round of 2 stops');
    expect(performed[0]?.edits).toMatchObject([
      { entity: 'crm/task', create: { fields: { about: `crm/account:${idOf(1)}`, dueAt: '2026-11-20T09:00:00.000Z' } } },
      { entity: 'crm/task', create: { fields: { about: `crm/account:${idOf(2)}`, dueAt: '2026-11-20T09:20:00.000Z' } } },
    ]); // prettier-ignore
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('shows a refusal in the form, and keeps it open', async () => {
    const refused = refuse('records/invalid', 'Due is too far away.', { field: 'dueAt' });
    await given({
      kept: { day: today, stops: [idOf(1)] },
      handlers: { 'acts.perform': () => Promise.resolve(refused) },
    });
    const form = await openForm();
    fireEvent.click(within(form).getByRole('button', { name: /^Plan 1 stop/ }));
    expect((await within(form).findAllByText(/Due is too far away\./)).length).toBeGreaterThan(0);
    expect(within(form).getByRole('textbox', { name: /^First stop at/ })).toBeDefined();
  });
});
