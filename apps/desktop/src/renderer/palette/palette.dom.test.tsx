import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { givenShownRecord } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';
import type { Hit } from './order-of-hits.ts';

installDomLayout();

const idAt = (last: number): string => `0190b1f2-7c00-7000-8000-0000000000${last}`;
const account = givenShownRecord({ id: idAt(11), entity: 'crm/account', fields: { name: 'Hallam & Pike' } });
const hit = (id: string, title: string, more: Partial<Hit> = {}): Hit => ({
  id,
  entity: 'crm/account',
  title,
  subtitle: '',
  how: 'title',
  ownerId: null,
  ...more,
});

async function openPalette(hits: readonly Hit[], rows = [account]) {
  const asked: string[] = [];
  const app = await renderApp({
    rows,
    handlers: {
      'records.search': ({ text }) => {
        asked.push(text);
        return Promise.resolve(accept({ hits: [...hits] }));
      },
    },
  });
  fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
  const box = await screen.findByRole('combobox');
  return { ...app, asked, type: (text: string) => fireEvent.change(box, { target: { value: text } }) };
}
const group = async (name: string) =>
  within(await within(await screen.findByRole('listbox')).findByRole('group', { name }));
const titlesIn = async (name: string) => (await group(name)).getAllByRole('option').map((one) => one.textContent);

describe('the palette over all that is on the device', () => {
  it('[Q-4] shows records with a typing error under a heading of their own, and none of them as the best match', async () => {
    const { type } = await openPalette([hit(account.id, 'Hallam & Pike', { how: 'near' })]);
    type('halalm');
    expect((await titlesIn('Similar spelling'))[0]).toContain('Hallam & Pike');
    expect(screen.queryByRole('group', { name: 'Best match' })).toBeNull();
    expect(screen.queryByRole('group', { name: 'Records' })).toBeNull();
  });

  it('offers the acts on the best match, and the lists of the records that belong to it', async () => {
    const { type, router } = await openPalette([hit(account.id, 'Hallam & Pike')]);
    type('hall');
    const acts = await titlesIn('Do');
    expect(acts.find((one) => one.includes('Deals of Hallam & Pike'))).toBeDefined();
    expect(acts.find((one) => one.includes('Log a call'))).toContain('Hallam & Pike');
    const deals = (await group('Do')).getAllByRole('option').find((one) => one.textContent.includes('Deals of'));
    fireEvent.click(deals ?? document.body);
    await waitFor(() => expect(router.state.location.pathname).toBe('/list/crm/deal'));
    expect(router.state.location.search).toMatchObject({ where: { op: 'is', value: account.id } });
  });

  it('keeps the acts in view: after a few records, with the others below', async () => {
    const hits = Array.from({ length: 12 }, (_, n) => hit(idAt(20 + n), `Hallam ${n}`));
    const { type } = await openPalette(hits);
    type('hall');
    expect(await titlesIn('Records')).toHaveLength(4);
    expect(await titlesIn('More records')).toHaveLength(7);
    const sections = within(screen.getByRole('listbox'))
      .getAllByRole('group')
      .map((one) => one.getAttribute('aria-label'));
    expect(sections).toEqual(['Best match', 'Records', 'Do', 'More records']);
  });

  it('logs a call with the best match in the form of that act', async () => {
    const { type } = await openPalette([hit(account.id, 'Hallam & Pike')]);
    type('hall');
    const call = (await group('Do')).getAllByRole('option').find((one) => one.textContent.includes('Log a call'));
    fireEvent.click(call ?? document.body);
    expect(await screen.findByRole('dialog', { name: /call/i })).toBeDefined();
  });

  it('finds built-in and saved views by words in any order, and opens them', async () => {
    const saved = givenShownRecord({
      id: idAt(12),
      entity: 'platform/saved-view',
      fields: { name: 'Über Europa', forEntity: 'crm/deal', audience: 'everyone' },
    });
    const { type, router } = await openPalette([], [saved]);
    type('europa uber');
    expect(await titlesIn('Views')).toHaveLength(1);
    fireEvent.click((await group('Views')).getByRole('option'));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ view: saved.id }));
  });

  it('when empty shows pinned views and commands, and asks the replica for nothing', async () => {
    const { asked } = await openPalette([]);
    expect((await titlesIn('Pinned'))[0]).toContain('Closing this quarter');
    expect((await titlesIn('Do')).length).toBeGreaterThan(0);
    expect(asked).toEqual([]);
  });

  it('finds the help about keys, and opens it', async () => {
    const { type } = await openPalette([]);
    type('> help keyboard shortcuts');
    await act(async () => undefined);
    fireEvent.click((await group('Do')).getByRole('option'));
    expect(await screen.findByRole('dialog', { name: 'Keys' })).toBeDefined();
  });

  it('[E-3] answers any text: syntax, emoji, other directions, ten thousand words', async () => {
    const { type, asked } = await openPalette([]);
    for (const text of ['"', "' or 1=1 --", '* NEAR(', '👩‍👩‍👧', 'שלום', '\u200b\u200d', 'word '.repeat(10_000)]) {
      type(text);
      await act(async () => undefined);
    }
    await waitFor(() => expect(asked.length).toBeGreaterThan(4));
    expect(Math.max(...asked.map((text) => text.length))).toBeLessThanOrEqual(200);
    expect(screen.getByRole('combobox')).toBeDefined();
  });
});
