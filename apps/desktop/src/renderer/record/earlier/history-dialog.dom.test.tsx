import { accept } from '@outpost/domain/kernel/refusal';
import type { HistoryRow } from '@outpost/domain/sync/protocol';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallOutput } from '../../../bridge/contract.ts';
import { dana, givenShownRecord, me } from '../../testing/given-record.ts';
import { renderApp } from '../../testing/render-app.tsx';

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

const then = { ...deal, fields: { ...deal.fields, stage: 'prospecting', value: usd(4_000_000) } };
/** The record at each instant: it was added on the eleventh, and its history is known from then on. */
const asItWas = ({ at }: { readonly at: string }): CallOutput<'records.asItWas'> =>
  at < '2026-11-11'
    ? { state: 'not-yet', createdAt: '2026-11-11T08:00:00.000Z' }
    : { state: 'known', record: then, next: {}, unknown: [], refs: {}, names: {} };

/** Opens the dialog of the deal by its key. */
async function open(record = deal) {
  const drawn = await renderApp({
    rows: [record],
    at: `/record/${deal.id}`,
    handlers: {
      'records.asItWas': (input) => Promise.resolve(accept(asItWas(input))),
      'records.history': () =>
        Promise.resolve(accept({ rows, refs: {}, more: false, names: { [dana]: 'Dana Rehmark', [me]: 'Ilse Torvane' } })), // prettier-ignore
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
  it('are those of a day next to the present ones, and the chosen ones are restored in one act', async () => {
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

  it.each([
    ['a week ago', '2026-11-01T08:00:00.000Z', /Nov(ember)? 13|13 Nov/],
    ['the first day of a younger record', '2026-11-18T08:00:00.000Z', /Nov(ember)? 18|18 Nov/],
  ])('are at first those of %s', async (_what, createdAt, day) => {
    const { dialog } = await open({ ...deal, createdAt });
    const field = within(dialog).getByRole<HTMLInputElement>('textbox', { name: /As it was on/ });
    expect(field.value).toMatch(day);
  });

  it('say that there was no record yet, and open the whole page as it was at the end of the day', async () => {
    const { dialog, router } = await open();
    const day = within(dialog).getByRole('textbox', { name: /As it was on/ });
    fireEvent.focus(day);
    fireEvent.change(day, { target: { value: '2026-11-02' } });
    fireEvent.blur(day);
    expect(await screen.findByText(/This deal did not exist then. It was added on 11 Nov 2026/)).toBeDefined();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Open the whole page as it was' }));
    await waitFor(() => expect(router.state.location.search).toEqual({ asOf: '2026-11-02T23:59:59.999Z' }));
    expect(screen.queryByRole('dialog')).toBeNull();
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
