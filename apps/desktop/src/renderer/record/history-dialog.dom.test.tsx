import { accept } from '@outpost/domain/kernel/refusal';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { dana, givenShownRecord, me } from '../testing/given-record.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord();
const usd = (amount: number) => ({ amount, currency: 'USD' });
const row = (n: number, change: Partial<HistoryRow>): HistoryRow => ({
  n,
  id: deal.id,
  entity: 'crm/deal',
  act: null,
  group: null,
  undoes: null,
  label: 'Changed',
  by: dana,
  device: null,
  at: `2026-11-${10 + n}T08:00:00.000Z`,
  madeAt: null,
  kind: 'changed',
  changed: {},
  superseded: {},
  ...change,
});
const rows = [
  row(6, { changed: { value: [usd(4_000_000), usd(4_680_000)], stage: ['prospecting', 'engaging'] } }),
  row(3, { changed: { value: [usd(3_500_000), usd(4_000_000)] }, by: me }),
  row(1, { kind: 'created', changed: { name: [null, 'Acme renewal'], value: [null, usd(3_500_000)], stage: [null, 'prospecting'] } }), // prettier-ignore
];

/** Opens the dialog of the deal by its key. */
async function open(more = false) {
  const drawn = await renderApp({
    rows: [deal],
    at: `/record/${deal.id}`,
    handlers: {
      'records.history': () =>
        Promise.resolve(accept({ rows: more ? rows.slice(0, 1) : rows, refs: {}, more, names: { [dana]: 'Dana Rehmark', [me]: 'Ilse Torvane' } })), // prettier-ignore
    },
  });
  await screen.findByRole('heading', { name: 'Acme renewal' });
  fireEvent.keyDown(document.body, { key: 'h' });
  return { ...drawn, dialog: await screen.findByRole('dialog', { name: 'Earlier values of Acme renewal' }) };
}
const lines = (dialog: HTMLElement) =>
  within(dialog)
    .getAllByRole('row')
    .slice(1)
    .map((line) => [...line.querySelectorAll('th, td')].map(({ textContent }) => textContent));

describe('the earlier values of a record [S-9]', () => {
  it('are those of a day beside those of now, and the chosen ones are restored in one act', async () => {
    const { dialog, performed } = await open();
    await waitFor(() => expect(lines(dialog)).toEqual([['Stage', 'Prospecting', 'Engaging'], ['Value', '$40,000', '$46,800']])); // prettier-ignore
    fireEvent.click(within(dialog).getByRole('checkbox', { name: 'Value' }));
    fireEvent.click(within(dialog).getByRole('button', { name: 'Restore 1 value' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Changed Value of Acme renewal',
      edits: [{ id: deal.id, fields: { value: usd(4_000_000) } }],
    });
  });

  it('say that there was no record yet, and that older ones are on the server', async () => {
    const first = await open();
    const day = within(first.dialog).getByRole('textbox', { name: /As it was on/ });
    fireEvent.focus(day);
    fireEvent.change(day, { target: { value: '2026-11-02' } });
    fireEvent.blur(day);
    expect(await screen.findByText(/This deal was added later: 11 Nov 2026/)).toBeDefined();
    first.unmount();
    await open(true);
    expect(await screen.findByText(/Older changes come from the server/)).toBeDefined();
  });

  it('of one field are listed with time and author, and one is restored', async () => {
    const { dialog, performed } = await open();
    const field = within(dialog).getByRole('combobox', { name: /Values of/ });
    fireEvent.click(field);
    fireEvent.click(await screen.findByRole('option', { name: 'Value', hidden: true }));
    await waitFor(() => expect(lines(dialog).map(([, who, value, act]) => [who, value, act])).toEqual([
      ['Dana Rehmark', '$46,800', 'as now'],
      ['Ilse Torvane', '$40,000', 'Restore'],
      ['Dana Rehmark', '$35,000', 'Restore'],
    ])); // prettier-ignore
    fireEvent.click(within(dialog).getAllByRole('button', { name: 'Restore' })[1] ?? dialog);
    await waitFor(() =>
      expect(performed[0]?.edits).toMatchObject([{ id: deal.id, fields: { value: usd(3_500_000) } }]),
    );
  });
});
