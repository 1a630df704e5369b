import { accept } from '@outpost/domain/kernel/refusal';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput, ShownRecord } from '../../../../../bridge/contract.ts';
import { emptySyncStatus } from '../../../../../bridge/empty-sync-status.ts';
import { givenShownRecord } from '../../../../testing/given-record.ts';
import { givenSession, renderApp } from '../../../../testing/render-app.tsx';

installDomLayout();
const idOf = (n: number) => `0190b1f2-7c00-7000-8000-00000000${String(n).padStart(4, '0')}`;
const made = (entity: string, n: number, fields: ShownRecord['fields']) => givenShownRecord({ id: idOf(n), entity, fields }); // prettier-ignore
const group = idOf(9_999);
const contactOf = (n: number, fields: ShownRecord['fields'] = {}) => made('crm/contact', n + 100, { name: `Person ${n}`, mobile: `+130355501${n}`, ...fields }); // prettier-ignore
const dealOf = (n: number, fields: ShownRecord['fields'] = {}) => made('crm/deal', n, { name: `Deal ${n}`, stage: 'proposal', contact: idOf(n + 100), ...fields }); // prettier-ignore
const sequence = made('crm/sequence', 500, { name: 'After the visit', about: 'crm/deal', purpose: 'contract' });
const version = made('crm/sequence-version', 501, { name: 'Version 1', sequence: idOf(500), steps: [{ id: 'text-1', kind: 'text', words: 'Did {{ deal.name }} arrive?' }] as never }); // prettier-ignore
const inIt = made('crm/enrolment', 600, { name: 'x', about: `crm/deal:${idOf(3)}`, sequence: idOf(500), sequenceVersion: idOf(501), letters: {}, status: 'active', place: 0 }); // prettier-ignore

function holds(row: ShownRecord, where: Filter | undefined): boolean {
  if (where === undefined) return true;
  if ('and' in where) return where.and.every((part) => holds(row, part));
  if ('or' in where) return where.or.some((part) => holds(row, part));
  if ('not' in where) return !holds(row, where.not);
  const value = where.field === 'id' ? row.id : (row.fields[where.field] ?? null);
  const values = Array.isArray(where.value) ? where.value : [where.value];
  return where.op === 'none-of' ? !values.includes(value) : values.includes(value);
}

type Given = Parameters<typeof renderApp>[0] & {
  /** The places that the device refuses. */
  readonly refuses?: readonly number[];
  readonly hold?: () => Promise<void>;
  readonly lists?: () => void;
};

/** Opens the dialog for all deals of the list. */
async function given(rows: readonly ShownRecord[], { refuses = [], hold, lists, ...more }: Given = {}) {
  const asked: CallInput<'acts.performEach'>[] = [];
  const undone: string[] = [];
  const shown = await renderApp({
    rows,
    at: '/list/crm/deal?kind=grid',
    ...more,
    handlers: {
      'records.list': ({ entity, where, life }) => {
        lists?.();
        const found = rows.filter((row) => row.entity === entity && (life === 'any' || row.life === life) && holds(row, where)); // prettier-ignore
        return Promise.resolve(accept({ rows: found, refs: {}, next: null }));
      },
      'records.summary': ({ entity, where }) => {
        const count = rows.filter((row) => row.entity === entity && holds(row, where)).length;
        return Promise.resolve(accept({ groups: [{ value: null, count, sums: {} }], refs: {} }));
      },
      'acts.performEach': async (input) => {
        asked.push(input);
        if (!input.isTrial) await hold?.();
        const refused = refuses.map((place) => ({ place, code: 'access/denied', message: 'You may not change it.' }));
        return accept({ made: input.edits.length - refused.length, refused, group: input.isTrial ? null : group });
      },
      'acts.undoGroup': (input) => {
        undone.push(input.group);
        return Promise.resolve(accept({ acts: 1, group }));
      },
      ...more.handlers,
    },
  });
  const grid = await screen.findByRole('grid', { name: 'Deals' });
  await screen.findByText('Deal 1');
  act(() => grid.focus());
  fireEvent.keyDown(grid, { key: 'a', ctrlKey: true });
  fireEvent.click(await screen.findByRole('button', { name: 'Start sequence' }));
  const dialog = within(await screen.findByRole('dialog', { name: /^Start a sequence for/ }));
  return { ...shown, asked, undone, dialog };
}
const five = [
  dealOf(1),
  dealOf(2),
  dealOf(3),
  dealOf(4),
  dealOf(5),
  contactOf(1),
  contactOf(2),
  contactOf(3),
  contactOf(4, { mobile: null }),
  contactOf(5, { doNotContact: true }),
  sequence,
  version,
  inIt,
];

describe('[SEQ-9] starting a sequence on the selected records', () => {
  it('shows how many start, and the others by their reasons; the words can be paged through', async () => {
    const { dialog, asked } = await given(five);
    expect(await dialog.findByRole('button', { name: /^Start it for 2 deals/ })).toBeDefined();
    const not = within(dialog.getByRole('region', { name: 'Not started, and why' }));
    for (const why of [
      'It is in this sequence already',
      'There is no telephone number.',
      'They must not be contacted.',
    ])
      expect(not.getByText(why, { exact: false })).toBeDefined();
    expect(not.getByRole('button', { name: 'Deal 4', hidden: true })).toBeDefined();
    const words = within(dialog.getByRole('region', { name: 'Words by record' }));
    expect(words.getByText('1 of 2')).toBeDefined();
    expect(words.getByText('Did Deal 1 arrive?')).toBeDefined();
    fireEvent.click(words.getByRole('button', { name: 'Words of the record after' }));
    expect(words.getByText('2 of 2')).toBeDefined();
    expect(words.getByText('Did Deal 2 arrive?')).toBeDefined();
    expect(asked.map(({ isTrial }) => isTrial)).toEqual([true]);
  });

  it('starts those as one group with one undo, and ends the selection', async () => {
    const { dialog, asked, undone } = await given(five);
    fireEvent.click(await dialog.findByRole('button', { name: /^Start it for 2 deals/ }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(asked[1]).toMatchObject({
      label: 'Started the sequence After the visit: 2 deals',
      isTrial: false,
      edits: [
        { entity: 'crm/enrolment', create: { ownerId: givenSession().person?.id, fields: { about: `crm/deal:${idOf(1)}`, status: 'active', letters: { 'text-1': { words: 'Did Deal 1 arrive?' } } } } }, // prettier-ignore
        { create: { fields: { about: `crm/deal:${idOf(2)}` } } },
      ],
    });
    expect(screen.queryByText(/of 5 selected/)).toBeNull();
    fireEvent.click(await screen.findByRole('button', { name: /Undo/ }));
    await waitFor(() => expect(undone).toEqual([group]));
  });

  it('shows what this device refuses, such as records that the person may not change, and starts the others', async () => {
    const { dialog } = await given(five, { refuses: [1] });
    expect(await dialog.findByRole('button', { name: /^Start it for 1 deal/ })).toBeDefined();
    expect(dialog.getByText('You may not change it.', { exact: false })).toBeDefined();
  });

  it('takes those that do not start out of the selection', async () => {
    const { dialog } = await given(five);
    fireEvent.click(await dialog.findByRole('button', { name: /^Take these 3 out/ }));
    expect(await screen.findByText('2 of 5 selected')).toBeDefined();
  });

  it('offers neither paused nor retired sequences', async () => {
    const paused = made('crm/sequence', 500, { ...sequence.fields, paused: true });
    const { dialog } = await given([dealOf(1), contactOf(1), paused, version]);
    expect(await dialog.findByText('All sequences are paused')).toBeDefined();
  });

  it('starts nothing above the bound, and says why', async () => {
    const count = () => Promise.resolve(accept({ groups: [{ value: null, count: 1_240, sums: {} }], refs: {} }));
    const { dialog, asked } = await given(five, { handlers: { 'records.summary': count } });
    expect(
      await dialog.findByText(/1,240 deals are selected\. A sequence starts on at most 1,000 at once/),
    ).toBeDefined();
    expect(asked).toEqual([]);
  });

  it('says that it works offline, and a fault of reading', async () => {
    const one = await given(five, { sync: { ...emptySyncStatus, state: 'offline' } });
    expect(await one.dialog.findByText(/^You are offline\. It starts now, on this device/)).toBeDefined();
    one.unmount();
    const two = await given(five, { handlers: { 'acts.performEach': () => Promise.resolve({ ok: false, code: 'request/invalid', message: 'The disk is full.', details: { path: '' }, retry: 'never' } as never) } }); // prettier-ignore
    expect(await two.dialog.findByRole('alert')).toHaveProperty('textContent', 'The disk is full.');
  });

  it('that is stopped keeps what was started, with its undo', async () => {
    let goOn = () => {};
    const hold = () =>
      new Promise<void>((resolve) => {
        goOn = resolve;
      });
    const { dialog } = await given(five, { hold });
    fireEvent.click(await dialog.findByRole('button', { name: /^Start it for 2 deals/ }));
    fireEvent.click(await dialog.findByRole('button', { name: 'Stop here' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    goOn();
    expect(await screen.findByRole('button', { name: /Undo/ })).toBeDefined();
  });

  it('asks as many questions for many records as for one', async () => {
    let questions = 0;
    const countedFor = async (count: number) => {
      const numbers = Array.from({ length: count }, (_, place) => place + 1);
      const rows = [...numbers.flatMap((n) => [dealOf(n), contactOf(n)]), sequence, version];
      const shown = await given(rows, { lists: () => (questions += 1) });
      questions = 0;
      fireEvent.click(await shown.dialog.findByRole('button', { name: 'Cancel' }));
      fireEvent.click(await screen.findByRole('button', { name: 'Start sequence' }));
      const dialog = within(await screen.findByRole('dialog', { name: /^Start a sequence for/ }));
      await dialog.findByRole('button', { name: new RegExp(`^Start it for ${count} `) });
      const asked = questions;
      shown.unmount();
      return asked;
    };
    const one = await countedFor(1);
    expect(await countedFor(40)).toBe(one);
  });
});
