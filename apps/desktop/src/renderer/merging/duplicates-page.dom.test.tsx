import { pairDigest } from '@outpost/domain/kernel/duplicates/pair-digest';
import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallOutput } from '../../bridge/contract.ts';
import { textIn } from '../records/values/shown-value.ts';
import { dana, givenShownRecord } from '../testing/given-record.ts';
import { renderApp, type GivenReplica } from '../testing/render-app.tsx';

installDomLayout();
const record = (place: number, name: string, fields = {}) =>
  givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-000000000e0${place}`,
    entity: 'crm/account',
    createdAt: `2026-0${place}-01T08:00:00.000Z`,
    fields: { name, ...fields },
  });
const grove = record(1, 'Tamsin Grove', { phone: '+1 555 0107' });
const grove2 = record(2, 'Tamsin Grove Ltd', { website: 'grove.example' });
const brewery = record(3, 'Cobblewick Brewery');
const brewery2 = record(4, 'Coblewick Brewery');
const rows = [grove, grove2, brewery, brewery2];
type Pair = CallOutput<'duplicates.list'>['pairs'][number];
const member = ({ id, fields }: typeof grove) => ({ id, title: textIn(fields['name']) });
const both: readonly Pair[] = [
  { left: member(grove2), right: member(grove), percent: 98, reasons: [{ field: 'name', how: 'same' }] },
  {
    left: member(brewery),
    right: member(brewery2),
    percent: 62,
    reasons: [
      { field: 'name', how: 'near' },
      { field: 'address', how: 'same' },
    ],
  },
];
const found = (pairs: readonly Pair[] = both): CallOutput<'duplicates.list'> => ({
  pairs: [...pairs],
  apart: [],
  foundAt: '2026-11-20T08:59:00.000Z',
  records: 1_204,
  isCut: false,
  running: null,
  problem: null,
});

/** Draws the page; `apart` collects the pairs that were marked as different. */
async function open(handlers: GivenReplica['handlers'] = {}) {
  const apart: unknown[] = [];
  const drawn = await renderApp({
    rows,
    at: '/duplicates/crm/account',
    handlers: {
      'duplicates.list': () => Promise.resolve(accept(found())),
      'duplicates.tellApart': (input) => {
        apart.push(input);
        return Promise.resolve(accept(null));
      },
      ...handlers,
    },
  });
  return { ...drawn, apart };
}

/** Answers for records with these rights; the person has all others. */
const answering = (
  rights: Partial<CallOutput<'records.get'>['may']>,
  records: readonly (typeof grove)[] = rows,
): NonNullable<GivenReplica['handlers']> => ({
  'records.get': ({ id }) => {
    const one = records.find((row) => row.id === id);
    const all = { allowed: true, why: '' };
    const may = { update: all, assign: all, delete: all, administer: all, ...rights };
    return Promise.resolve(
      one
        ? accept({ record: one, refs: {}, waiting: [], replaced: [], may, ways: [] })
        : refuse('records/not-found', 'Gone.', { id }),
    );
  },
});

describe('the page of duplicates', () => {
  it('[S-4f] shows a pair side by side, the older record staying, and merges what is chosen', async () => {
    const { performed } = await open();
    expect(await screen.findByText(/2 pairs among 1,204 accounts/)).toBeDefined();
    expect(await screen.findByText('Same name')).toBeDefined();
    const names = await screen.findByRole('radiogroup', { name: 'Name' });
    const [stays, goes] = within(names).getAllByRole('radio');
    expect(within(names).getByRole('radio', { name: 'Tamsin Grove' })).toBe(stays);
    expect((stays as HTMLInputElement).checked).toBe(true);
    fireEvent.click(goes ?? names);
    fireEvent.keyDown(document.body, { key: 'Enter', ctrlKey: true });
    fireEvent.keyDown(document.body, { key: 'Enter', ctrlKey: true }); // pressed twice, merged once
    expect(await screen.findByText('Merged two accounts')).toBeDefined();
    expect(performed).toHaveLength(1);
    expect(performed[0]).toMatchObject({
      label: 'Merged two accounts',
      edits: [
        { id: grove.id, fields: { name: 'Tamsin Grove Ltd', website: 'grove.example' } },
        { id: grove2.id, fields: { life: `merged:${grove.id}` } },
      ],
    });
  });

  it('exchanges the two records', async () => {
    const { performed } = await open();
    fireEvent.click(await screen.findByRole('button', { name: 'Keep this one' }));
    fireEvent.click(screen.getByRole('button', { name: /Merge the two/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits.at(-1)).toMatchObject({ id: grove.id, fields: { life: `merged:${grove2.id}` } });
  });

  it('moves through the pairs by keys, and stores that two records are different', async () => {
    const { apart } = await open();
    await screen.findByText('Same name');
    fireEvent.keyDown(document.body, { key: 'j' });
    expect(await screen.findByText('Similar name, same address')).toBeDefined();
    fireEvent.keyDown(document.body, { key: 'k' });
    await screen.findByText('Same name');
    fireEvent.keyDown(document.body, { key: 'x' });
    await waitFor(() =>
      expect(apart).toEqual([{ entity: 'crm/account', left: grove2.id, right: grove.id, areDifferent: true }]),
    );
    fireEvent.click(await screen.findByRole('button', { name: /Undo/ }));
    await waitFor(() => expect(apart.at(-1)).toMatchObject({ areDifferent: false }));
  });

  it('[S-4f] shows distinct pairs last, and lets the person take back that they are distinct', async () => {
    const [first, second] = both;
    const { apart } = await open({
      'duplicates.list': () =>
        Promise.resolve(accept({ ...found(first ? [first] : []), apart: second ? [second] : [] })),
    });
    const pairs = within(await screen.findByRole('navigation', { name: 'Pairs' }));
    const group = within(pairs.getByRole('region', { name: 'Not the same' }));
    fireEvent.click(group.getByRole('button', { name: /Cobblewick Brewery/ }));
    expect(await screen.findByRole('heading', { name: 'These are not the same' })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: /They may be the same/ }));
    await waitFor(() =>
      expect(apart).toEqual([{ entity: 'crm/account', left: brewery.id, right: brewery2.id, areDifferent: false }]),
    );
    expect(await screen.findByText('Cobblewick Brewery and Coblewick Brewery may be the same')).toBeDefined();
  });

  it('[S-4f] says that all pairs are marked as distinct, and shows them on request', async () => {
    await open({ 'duplicates.list': () => Promise.resolve(accept({ ...found([]), apart: [...both] })) });
    expect(await screen.findByText('No two accounts look alike')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Show 2 pairs that are not the same' }));
    expect(await screen.findByRole('heading', { name: 'These are not the same' })).toBeDefined();
  });

  it('shows the refusal if a pair was not marked as distinct, and stays at the pair', async () => {
    await open({
      'duplicates.tellApart': () =>
        Promise.resolve(refuse('access/denied', 'This is not allowed.', { action: 'create' })),
    });
    await screen.findByText('Same name');
    fireEvent.keyDown(document.body, { key: 'x' });
    expect(await screen.findByText('This is not allowed.')).toBeDefined();
    expect(screen.getByText('Same name')).toBeDefined();
  });

  it('says why a merge is not allowed, and makes none', async () => {
    const { performed } = await open(answering({ delete: { allowed: false, why: 'Only Dana can delete it.' } }));
    expect((await screen.findByRole('alert')).textContent).toContain('Only Dana can delete it.');
    fireEvent.keyDown(document.body, { key: 'Enter', ctrlKey: true });
    fireEvent.click(screen.getByRole('button', { name: /Merge the two/ }));
    expect(performed).toEqual([]);
  });

  const fixed = { allowed: false, why: 'Only Dana can change it.' };
  it('is not merged by somebody who may not change the record that stays, unless no value of the other is kept', async () => {
    const { performed } = await open(answering({ update: fixed }, [grove, { ...grove2, ownerId: grove.ownerId }]));
    expect((await screen.findByRole('alert')).textContent).toContain('Only Dana can change it.'); // its website would be kept
    fireEvent.keyDown(document.body, { key: 'Enter', ctrlKey: true });
    expect(performed).toEqual([]);
    const [without] = within(await screen.findByRole('radiogroup', { name: 'Website' })).getAllByRole('radio');
    fireEvent.click(without ?? document.body);
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    fireEvent.keyDown(document.body, { key: 'Enter', ctrlKey: true });
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits).toEqual([
      { entity: 'crm/account', id: grove2.id, fields: { life: `merged:${grove.id}` } },
    ]);
  });

  it.each([true, false])('keeps the owner if the person may not assign the record (may: %s)', async (allowed) => {
    const theirs = { ...grove2, ownerId: dana };
    const { performed } = await open(answering({ assign: { ...fixed, allowed } }, [grove, theirs]));
    const owner = await screen.findByRole('radiogroup', { name: 'Owner' });
    const [, other] = within(owner).getAllByRole<HTMLInputElement>('radio');
    expect([other?.disabled, within(owner).queryByText('Only Dana can change it.') === null]).toEqual([
      !allowed,
      allowed,
    ]);
    if (allowed) fireEvent.click(other ?? owner);
    fireEvent.keyDown(document.body, { key: 'Enter', ctrlKey: true });
    await waitFor(() => expect(performed).toHaveLength(1));
    const shared = allowed ? { ownerId: dana, sharedWith: [grove.ownerId] } : {};
    expect(performed[0]?.edits[0]).toEqual({
      entity: 'crm/account',
      id: grove.id,
      fields: { website: 'grove.example', ...shared },
    });
  });

  it('searches for pairs if nobody has searched, shows the progress, and can be stopped', async () => {
    const asked: string[] = [];
    let running: CallOutput<'duplicates.list'>['running'] = null;
    await open({
      'duplicates.list': () => Promise.resolve(accept({ ...found([]), foundAt: null, running })),
      'duplicates.progress': () => Promise.resolve(accept({ running })),
      'duplicates.find': () => {
        asked.push('find');
        running = { done: 400, total: 1_204 };
        return Promise.resolve(accept(null));
      },
      'duplicates.stop': () => {
        asked.push('stop');
        return Promise.resolve(accept(null));
      },
    });
    expect(await screen.findByText(/400 of 1,204 read/)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
    await waitFor(() => expect(asked).toEqual(['find', 'stop']));
  });

  it('follows a search without reading the pairs each time, and reads them when it ends', async () => {
    const lists: unknown[] = [];
    const steps = [{ done: 400, total: 1_204 }, { done: 900, total: 1_204 }, null];
    let [at, running]: [number, CallOutput<'duplicates.list'>['running']] = [0, { done: 0, total: 1_204 }];
    await open({
      'duplicates.list': () => {
        lists.push(running);
        return Promise.resolve(accept({ ...found(running === null ? both : []), running }));
      },
      'duplicates.progress': () => {
        running = steps[Math.min(at, 2)] ?? null;
        at += 1;
        return Promise.resolve(accept({ running }));
      },
    });
    expect(await screen.findByText(/900 of 1,204 read/)).toBeDefined();
    expect(lists).toHaveLength(1);
    expect(await screen.findByText('Same name')).toBeDefined();
  });

  it('says when there are none, and when a search failed', async () => {
    const first = await open({ 'duplicates.list': () => Promise.resolve(accept(found([]))) });
    expect(await screen.findByText('No two accounts look alike')).toBeDefined();
    first.unmount();
    await open({
      'duplicates.list': () => Promise.resolve(accept({ ...found([]), problem: 'This computer is too busy.' })),
    });
    expect((await screen.findByRole('alert')).textContent).toContain('This computer is too busy.');
  });
});

describe('a new record', () => {
  it('[S-4f] warns of one that may be the same, with the reasons, and opens it', async () => {
    const orla = givenShownRecord({
      id: '0190b1f2-7c00-7000-8000-000000000e09',
      entity: 'crm/contact',
      fields: { name: 'Orla Dunmere' },
    });
    const near = {
      id: orla.id,
      title: 'Orla Dunmere',
      subtitle: 'Dunmere Estates',
      percent: 98,
      reasons: [{ field: 'phone', how: 'same' as const }],
    };
    const asked: unknown[] = [];
    await renderApp({
      rows: [orla],
      at: '/list/crm/contact?kind=grid',
      handlers: {
        'duplicates.near': ({ fields }) => {
          asked.push(fields);
          return Promise.resolve(accept({ hits: 'phone' in fields ? [near] : [] }));
        },
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: /New contact/ }));
    const dialog = await screen.findByRole('dialog', { name: 'New contact' });
    const fill = async (label: string, text: string) => {
      const field = await within(dialog).findByLabelText(new RegExp(`^${label}`));
      fireEvent.focus(field);
      fireEvent.change(field, { target: { value: text } });
      fireEvent.blur(field);
    };
    await fill('Name', 'O. Dunmere');
    await waitFor(() => expect(asked).toEqual([{ name: 'O. Dunmere' }]));
    expect(within(dialog).queryByText(/may exist already/)).toBeNull();
    await fill('Job title', 'Owner');
    expect(asked).toHaveLength(1); // a job title says nothing about identity
    await fill('Phone', '+1 555 010 7734');
    expect(await within(dialog).findByText('This contact may exist already')).toBeDefined();
    expect(within(dialog).getByText('Same phone')).toBeDefined();
    fireEvent.click(within(dialog).getByRole('button', { name: 'Open Orla Dunmere' }));
    expect(await screen.findByRole('complementary', { name: 'Orla Dunmere' })).toBeDefined();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('[S-4f] stores in the act that makes it that a similar record is not the same', async () => {
    const id = '0190b1f2-7c00-7000-8000-000000000e09';
    const orla = givenShownRecord({ id, entity: 'crm/contact', fields: { name: 'Orla Dunmere' } });
    const near = { id, title: 'Orla Dunmere', subtitle: '', percent: 93, reasons: [] };
    const { performed } = await renderApp({
      rows: [orla],
      at: '/list/crm/contact?kind=grid',
      handlers: { 'duplicates.near': () => Promise.resolve(accept({ hits: [near] })) },
    });
    fireEvent.click(await screen.findByRole('button', { name: /New contact/ }));
    const dialog = await screen.findByRole('dialog', { name: 'New contact' });
    const name = await within(dialog).findByLabelText(/^Name/);
    fireEvent.change(name, { target: { value: 'Orla Dunmere' } });
    fireEvent.blur(name);
    fireEvent.click(await within(dialog).findByRole('button', { name: 'Not the same as Orla Dunmere' }));
    await waitFor(() => expect(within(dialog).queryByText(/may exist already/)).toBeNull());
    fireEvent.click(within(dialog).getByRole('button', { name: /Add the contact/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    const [made, pair] = performed[0]?.edits ?? [];
    const newId = made && 'create' in made ? (made.id ?? '') : '';
    expect(pair).toMatchObject({
      entity: 'platform/distinct-pair',
      create: { fields: { pair: pairDigest(newId, id) } },
    });
  });
});
