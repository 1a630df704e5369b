import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput, ShownRecord } from '../../../../bridge/contract.ts';
import { givenShownRecord } from '../../../testing/given-record.ts';
import { renderApp } from '../../../testing/render-app.tsx';

installDomLayout();

const idAt = (place: number) => `0190b1f2-7c00-7000-8000-${String(place).padStart(12, '0')}`;
const dealAt = (place: number, fields: ShownRecord['fields'] = {}) =>
  givenShownRecord({
    id: idAt(place),
    updatedAt: '2026-11-19T15:00:00.000Z',
    fields: {
      name: `Deal ${place}`,
      stage: 'engaging',
      value: { amount: 100_000, currency: 'USD' },
      closesOn: '2026-12-04',
      ...fields,
    },
  });
const at = '/list/crm/deal?kind=list';
const theList = async (role: 'grid' | 'treegrid' = 'grid') => {
  const list = await screen.findByRole(role, { name: 'Deals' });
  await within(list).findByText('Deal 0');
  return list;
};
const lines = (list: HTMLElement) => within(list).getAllByRole('row');
const active = (list: HTMLElement) =>
  document.getElementById(list.getAttribute('aria-activedescendant') ?? '')?.textContent;
const press = (list: HTMLElement, ...keys: readonly string[]) => {
  for (const key of keys) fireEvent.keyDown(list, { key });
};

describe('a list of lines', () => {
  it('has the title, the first columns, the worth, the time of the change and the owner of each record', async () => {
    await renderApp({ rows: [dealAt(0, { closesOn: '2026-11-02' }), dealAt(1), { ...dealAt(2), updatedAt: '2026-10-30T09:00:00.000Z' }], at }); // prettier-ignore
    const list = await theList();
    const [first, second, third] = lines(list);
    expect(within(third ?? list).getByText('3 weeks ago')).toBeDefined();
    expect(first?.textContent).toContain('Deal 0');
    expect(within(second ?? list).getByText(/^Engaging/u).textContent).toBe('Engaging · Closes 4 Dec 2026');
    expect(within(second ?? list).getByText('$1,000')).toBeDefined();
    expect(
      within(second ?? list)
        .getByText('yesterday')
        .getAttribute('title'),
    ).toMatch(/^Changed 19 Nov 2026/u);
    expect(within(second ?? list).getByRole('img', { name: 'Ilse Torvane' })).toBeDefined();
    expect(within(first ?? list).getByLabelText('Past')).toBeDefined(); // the day on which it should close is past
    expect(within(list).queryByRole('columnheader')).toBeNull();
  });

  it('moves, selects and opens by the keys of a grid', async () => {
    const { router } = await renderApp({ rows: [0, 1, 2, 3].map((place) => dealAt(place)), at });
    const list = await theList();
    act(() => list.focus());
    expect(active(list)).toContain('Deal 0');
    press(list, 'ArrowUp'); // there is no head to go to
    expect(active(list)).toContain('Deal 0');
    press(list, 'ArrowDown', 'j');
    expect(active(list)).toContain('Deal 2');
    press(list, 'x', 'k', ' ');
    const ticked = within(list)
      .getAllByRole('checkbox', { checked: true })
      .map((box) => box.getAttribute('aria-label'));
    expect(ticked).toEqual(['Select Deal 1', 'Select Deal 2']);
    expect(await screen.findByRole('toolbar', { name: 'Selected records' })).toBeDefined();
    press(list, 'Escape');
    expect(within(list).queryByRole('checkbox', { checked: true })).toBeNull();
    press(list, 'Enter');
    await waitFor(() => expect(router.state.location.search).toMatchObject({ open: idAt(1), kind: 'list' }));
  });

  it('selects by its box, and opens by a press on a line', async () => {
    const { router } = await renderApp({ rows: [dealAt(0), dealAt(1)], at });
    const list = await theList();
    fireEvent.click(within(list).getByRole('checkbox', { name: 'Select Deal 1' }));
    expect(within(list).getAllByRole('row', { selected: true })).toHaveLength(1);
    expect(router.state.location.search).not.toHaveProperty('open');
    fireEvent.click(within(list).getByText('Deal 0'));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ open: idAt(0) }));
  });

  it('asks for the rows in sight only, of a list of any length', async () => {
    const asked: CallInput<'records.list'>[] = [];
    await renderApp({
      at,
      handlers: {
        'records.summary': () => Promise.resolve(accept({ groups: [{ value: null, count: 1_000_000, sums: {} }], refs: {} })), // prettier-ignore
        'records.list': (question) => {
          asked.push(question);
          const { offset = 0, limit } = question;
          const rows = Array.from({ length: limit }, (_, place) => dealAt(offset + place));
          return Promise.resolve(accept({ rows, refs: {}, next: null }));
        },
      },
    });
    const list = await theList();
    expect(list.getAttribute('aria-rowcount')).toBe('1000000');
    act(() => list.focus());
    press(list, 'End');
    await within(list).findByText('Deal 999999');
    expect(active(list)).toContain('Deal 999999');
    expect(lines(list).length).toBeLessThan(60);
    const rows = asked.filter(({ entity }) => entity === 'crm/deal').reduce((sum, { limit = 0 }) => sum + limit, 0);
    expect(rows).toBeLessThan(2_000);
  });

  it('has groups with their counts and sums, which fold, and leaves the field of the groups out of its lines', async () => {
    const rows = [dealAt(0), dealAt(1), dealAt(2, { stage: 'proposal' })];
    await renderApp({
      at: `${at}&group=stage`,
      handlers: {
        'records.list': ({ where }) => {
          const stages = ['engaging', 'proposal'].filter((stage) => JSON.stringify(where ?? '').includes(stage));
          return Promise.resolve(accept({ rows: rows.filter(({ fields }) => stages.some((stage) => stage === fields['stage'])), refs: {}, next: null })); // prettier-ignore
        },
        'records.summary': ({ groupBy }) =>
          Promise.resolve(
            accept({
              groups:
                groupBy === undefined
                  ? [{ value: null, count: 3, sums: { value: { USD: 300_000 } } }]
                  : [
                      { value: 'engaging', count: 2, sums: { value: { USD: 200_000 } } },
                      { value: 'proposal', count: 1, sums: { value: { USD: 100_000 } } },
                    ],
              refs: {},
            }),
          ),
      },
    });
    const list = await theList('treegrid');
    await within(list).findByText('Deal 2');
    expect(lines(list).map((line) => line.textContent)).toEqual([
      expect.stringMatching(/^Engaging2\$2,000$/u),
      expect.stringMatching(/^Deal 0Closes 4 Dec 2026/u),
      expect.stringMatching(/^Deal 1/u),
      expect.stringMatching(/^Proposal1\$1,000$/u),
      expect.stringMatching(/^Deal 2/u),
    ]);
    act(() => list.focus());
    press(list, 'ArrowLeft');
    await waitFor(() => expect(within(list).queryByText('Deal 0')).toBeNull());
    expect(screen.getByText('Grouped by Stage: 2 groups')).toBeDefined();
  });

  it('is ordered by its menu, which the key O opens', async () => {
    const { router } = await renderApp({ rows: [dealAt(0)], at });
    await theList();
    fireEvent.keyDown(document.body, { key: 'o' });
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Value' }));
    await waitFor(() => expect(router.state.location.search).toMatchObject({ sort: 'value.desc' }));
    expect(screen.getByRole('button', { name: 'Ordered by Value, highest first' })).toBeDefined();
  });

  it('says what belongs here where it has no records', async () => {
    await renderApp({ rows: [], at });
    expect(await screen.findByRole('heading', { name: /No deals/u })).toBeDefined();
  });
});
