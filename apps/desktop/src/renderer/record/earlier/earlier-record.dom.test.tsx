import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallOutput } from '../../../bridge/contract.ts';
import { dana, givenShownRecord, me } from '../../testing/given-record.ts';
import { renderApp, type GivenReplica } from '../../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord({ fields: { name: 'Acme renewal', stage: 'engaging', value: { amount: 4_680_000, currency: 'USD' }, source: 'referral' } }); // prettier-ignore
const asOf = '2026-11-12T18:00:00.000Z';
const then = {
  ...deal,
  fields: { name: 'Acme renewal', stage: 'prospecting', value: { amount: 4_000_000, currency: 'USD' } },
};
type Earlier = CallOutput<'records.asItWas'>;
const known: Earlier = {
  state: 'known',
  record: then,
  next: { value: { by: dana, at: '2026-11-16T08:00:00.000Z' }, stage: { by: me, at: '2026-11-17T08:00:00.000Z' } },
  unknown: ['source'],
  refs: {},
  names: { [dana]: 'Dana Rehmark', [me]: 'Ilse Torvane' },
};
const row = (n: number, at: string, changed: Readonly<Record<string, [never, never]>>) => ({
  n, id: deal.id, entity: 'crm/deal', act: null, group: null, undoes: null, label: '', by: dana, device: null, at, madeAt: null, kind: 'changed' as const, changed, superseded: {},
}); // prettier-ignore

/** Draws the page of the deal as it was, by its address. */
const open = (earlier: Earlier = known, more: GivenReplica = {}) =>
  renderApp({
    rows: [deal],
    at: `/record/${deal.id}?asOf=${encodeURIComponent(asOf)}`,
    ...more,
    handlers: { 'records.asItWas': () => Promise.resolve(accept(earlier)), ...more.handlers },
  });
const rowOf = (label: string) => {
  const term = screen.getAllByText(label).find(({ tagName }) => tagName === 'DT');
  const line = term?.parentElement;
  if (!line) throw new Error(`There is no field ${label}`);
  return within(line);
};

describe('a record as it was [S-9]', () => {
  it('is shown at its address, read-only, with the values of today and the next author', async () => {
    await open();
    expect(await screen.findByText(/as it was on 12 Nov 2026/)).toBeDefined();
    const value = rowOf('Value');
    expect(value.getByText('$40,000')).toBeDefined();
    expect(value.getByText('$46,800')).toBeDefined();
    expect(value.getByText(/Dana Rehmark changed it next, 16 Nov 2026/)).toBeDefined();
    expect(rowOf('Source').getByText('Not known of that time')).toBeDefined();
    expect(rowOf('Name').queryByText('Restore Name')).toBeNull();
    expect(document.querySelectorAll('[data-can-edit]')).toHaveLength(0);
    expect(screen.queryByRole('group', { name: 'Quick acts' })).toBeNull();
    expect(screen.getByText('Prospecting', { selector: '[aria-current="step"] *' })).toBeDefined();
  });

  it('restores one value as an ordinary change', async () => {
    const { performed } = await open();
    fireEvent.click(await screen.findByRole('button', { name: 'Restore Value' }));
    await waitFor(() => expect(performed).toMatchObject([{ label: 'Changed Value of Acme renewal', edits: [{ id: deal.id, fields: { value: { amount: 4_000_000, currency: 'USD' } } }] }])); // prettier-ignore
  });

  it.each([
    [{ state: 'not-yet', createdAt: '2026-11-15T08:00:00.000Z' }, /This deal did not exist then. It was added on 15 Nov 2026/], // prettier-ignore
    [{ state: 'not-known', why: 'older', since: '2026-11-16T08:00:00.000Z', isServerAsked: false }, /does not hold its history of that time.*known from 16 Nov 2026/], // prettier-ignore
    [{ state: 'not-known', why: 'older', since: null, isServerAsked: true }, /no older history of it that you may see/],
    [{ ...known, record: { ...then, life: 'deleted' } }, /This deal was deleted at that time/],
  ] as const)('says why it has no values, or that it was deleted: %o', async (earlier, words) => {
    await open(earlier);
    expect(await screen.findByText(words)).toBeDefined();
    if (earlier.state !== 'known') expect(screen.queryByText('Value')).toBeNull();
  });

  it('goes back to today by its button and by Esc, and to another time by a change', async () => {
    const history = [row(3, '2026-11-16T08:00:00.000Z', { value: [null as never, null as never] })];
    const { router } = await open(known, {
      handlers: { 'records.history': () => Promise.resolve(accept({ rows: history, refs: {}, more: false, names: { [dana]: 'Dana Rehmark' } })) }, // prettier-ignore
    });
    fireEvent.click(await screen.findByRole('button', { name: /Value.*Dana Rehmark, 16 Nov 2026/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({ asOf: '2026-11-16T08:00:00.000Z' }));
    fireEvent.keyDown(document.body, { key: 'Escape' });
    await waitFor(() => expect(router.state.location.search).toEqual({}));
    expect(await screen.findByRole('group', { name: 'Quick acts' })).toBeDefined();
    expect(screen.queryByRole('button', { name: /^Back to today/ })).toBeNull();
  });

  it('goes back to today by Esc also while it is read', async () => {
    const { router } = await open(known, { handlers: { 'records.get': () => new Promise(() => undefined) } });
    await waitFor(() => expect(document.querySelector('[aria-busy]')).not.toBeNull());
    fireEvent.keyDown(document.body, { key: 'Escape' });
    await waitFor(() => expect(router.state.location.search).toEqual({}));
  });

  it('opens by its key from today’s page, a week ago, and its link names the time', async () => {
    const copied: string[] = [];
    const { router } = await open(known, {
      at: `/record/${deal.id}`,
      ports: { copy: (text) => Promise.resolve(void copied.push(String(text))) },
    });
    await screen.findByRole('heading', { name: 'Acme renewal' });
    fireEvent.keyDown(document.body, { key: 'H', shiftKey: true });
    await waitFor(() => expect(router.state.location.search).toEqual({ asOf: '2026-11-13T23:59:59.999Z' }));
    await screen.findByRole('button', { name: /^Back to today/ });
    fireEvent.keyDown(document.body, { key: 'y' });
    await waitFor(() => expect(copied.at(-1)).toMatch(/\/record\/[0-9a-f-]+\?asOf=2026-11-13T23:59:59.999Z$/));
  });

  it('ignores an instant that cannot be read, and shows today', async () => {
    await open(known, { at: `/record/${deal.id}?asOf=yesterday` });
    expect(await screen.findByRole('group', { name: 'Quick acts' })).toBeDefined();
  });
});
