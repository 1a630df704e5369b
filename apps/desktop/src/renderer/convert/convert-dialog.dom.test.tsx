import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { dana, givenShownRecord } from '../testing/given-record.ts';
import { givenSession, type GivenReplica, renderApp } from '../testing/render-app.tsx';

installDomLayout();
const idOf = (place: number) => `0190b1f2-7c00-7000-8000-000000000f${String(place).padStart(2, '0')}`;
const lead = givenShownRecord({
  id: idOf(1),
  entity: 'crm/lead',
  fields: { name: 'Wren Alder', company: 'Tamsin Grove Flats', status: 'qualified', tags: [] },
});
const grove = givenShownRecord({ id: idOf(2), entity: 'crm/account', fields: { name: 'Tamsin Grove', tags: [] } });
const callOf = (place: number, ownerId = lead.ownerId) =>
  givenShownRecord({
    id: `0190b1f2-7c00-7000-8000-0000001${String(place).padStart(5, '0')}`,
    entity: 'crm/activity',
    ownerId,
    fields: { about: `crm/lead:${lead.id}`, kind: 'call', subject: `Call ${place}` },
  });
const likely = {
  id: grove.id,
  title: 'Tamsin Grove',
  subtitle: '',
  percent: 95,
  reasons: [{ field: 'name', how: 'near' as const }],
};

/** Opens the dialog over a lead that has these activities; `near` answers for accounts. */
async function open({
  calls = [callOf(1)],
  near = () => Promise.resolve([likely]),
  handlers = {},
  session = givenSession(),
}: {
  calls?: readonly (typeof lead)[];
  near?: () => Promise<(typeof likely)[]>;
  handlers?: GivenReplica['handlers'];
  session?: ReturnType<typeof givenSession>;
} = {}) {
  const drawn = await renderApp({
    session,
    rows: [lead, grove],
    at: `/list/crm/lead?kind=grid&open=${lead.id}`,
    handlers: {
      'records.list': ({ entity, limit }) => {
        const all = entity === 'crm/activity' ? calls : [lead, grove].filter((one) => one.entity === entity);
        return Promise.resolve(accept({ rows: all.slice(0, limit), refs: {}, next: null }));
      },
      'duplicates.near': async ({ entity }) => accept({ hits: entity === 'crm/account' ? await near() : [] }),
      ...handlers,
    },
  });
  fireEvent.click(await screen.findByRole('button', { name: 'Convert' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Convert Wren Alder' }));
  const button = () => dialog.getByRole('button', { name: /^Convert/ });
  const convert = () => fireEvent.click(button());
  /** Converts as soon as nothing prevents it. */
  const convertWhenReady = async () => {
    await waitFor(() => expect(button().getAttribute('aria-disabled')).not.toBe('true'));
    convert();
  };
  /** Waits until the dialog says that this many activities move along. */
  const moves = (count: number) =>
    waitFor(() => expect(dialog.getByText('Activities').closest('li')?.textContent).toBe(`Activities${count}`));
  return { ...drawn, dialog, button, convert, convertWhenReady, moves };
}

describe('[CRM-8] a conversion', () => {
  it('takes the record that is likely the same, makes the others, and moves what belongs to the lead', async () => {
    const { performed, dialog, convertWhenReady, moves } = await open();
    const account = await dialog.findByRole<HTMLInputElement>('radio', { name: /Tamsin Grove[^]*alike/ });
    expect(account.checked).toBe(true);
    await moves(1);
    await convertWhenReady();
    await waitFor(() => expect(performed).toHaveLength(1));
    const edits = performed[0]?.edits ?? [];
    expect(edits.flatMap((edit) => ('create' in edit && edit.create ? [edit.entity] : []))).toEqual([
      'crm/contact',
      'crm/deal',
    ]);
    expect(edits.map(({ id }) => id)).toContain(callOf(1).id);
  });

  it('waits for the records that may be the same, so that no second one is made', async () => {
    let answer: (hits: (typeof likely)[]) => void = () => {};
    const { performed, dialog, convert, convertWhenReady } = await open({
      near: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    convert();
    expect(performed).toEqual([]);
    answer([likely]);
    await dialog.findByRole('radio', { name: /Tamsin Grove[^]*alike/ });
    await convertWhenReady();
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits.filter(({ entity }) => entity === 'crm/account')).toEqual([]);
  });

  it('waits for the records that belong to the lead, so that none is left behind', async () => {
    let answer = () => {};
    const { performed, dialog, convert, convertWhenReady, moves } = await open({
      handlers: {
        'records.list': async ({ entity }) => {
          if (entity !== 'crm/activity') return accept({ rows: entity === 'crm/lead' ? [lead] : [], refs: {}, next: null });
          await new Promise<void>((resolve) => { answer = resolve; });
          return accept({ rows: [callOf(1)], refs: {}, next: null });
        },
      },
    }); // prettier-ignore
    await dialog.findByRole('radio', { name: /Tamsin Grove[^]*alike/ });
    await dialog.findByRole('heading', { name: 'Account Tamsin Grove' }); // all else is read
    convert();
    expect(performed).toEqual([]);
    answer();
    await moves(1);
    await convertWhenReady();
    await waitFor(() => expect(performed[0]?.edits.map(({ id }) => id)).toContain(callOf(1).id));
  });

  it('keeps the new record whose fields a person changed, even when a similar record appears then', async () => {
    let hits: (typeof likely)[] = [];
    const { performed, dialog, convertWhenReady } = await open({ near: () => Promise.resolve(hits) });
    hits = [likely];
    const account = within(dialog.getByRole('region', { name: 'Account' }));
    const name = account.getByLabelText(/^Name/);
    fireEvent.change(name, { target: { value: 'Tamsin Grove Ltd' } });
    fireEvent.blur(name);
    await account.findByText('Tamsin Grove');
    expect(account.getByRole<HTMLInputElement>('radio', { name: /^New account/ }).checked).toBe(true);
    await convertWhenReady();
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]?.edits.find(({ entity }) => entity === 'crm/account')).toMatchObject({
      create: { fields: { name: 'Tamsin Grove Ltd' } },
    });
  });

  it('leaves the records of others where they are, and says so', async () => {
    const session = givenSession({
      memberships: [
        { role: 'member', teamId: null, portal: false, grants: ['*:read@org', '*:create@own', '*:update@own'] },
      ],
    });
    const { performed, dialog, convertWhenReady } = await open({ session, calls: [callOf(1), callOf(2, dana)] });
    expect(await dialog.findByText('1 record of other people stays unchanged.')).toBeDefined();
    await convertWhenReady();
    await waitFor(() => expect(performed).toHaveLength(1));
    const changed = performed[0]?.edits.map(({ id }) => id);
    expect([changed?.includes(callOf(1).id), changed?.includes(callOf(2).id)]).toEqual([true, false]);
  });

  it.each([
    [900, dana, false],
    [901, lead.ownerId, true],
    [901, dana, true],
  ])('of a lead with %i activities, the last of %s, is refused: %s', async (count, lastOwner, isRefused) => {
    const session = givenSession({
      memberships: [
        { role: 'member', teamId: null, portal: false, grants: ['*:read@org', '*:create@own', '*:update@own'] },
      ],
    });
    const calls = Array.from({ length: count }, (_, place) => callOf(place, place === 0 ? lastOwner : lead.ownerId));
    const { performed, dialog, button, convert, convertWhenReady, moves } = await open({ session, calls });
    await moves(isRefused && lastOwner !== dana ? 901 : isRefused ? 900 : 899);
    if (!isRefused) {
      await convertWhenReady();
      await waitFor(() => expect(performed).toHaveLength(1));
      return;
    }
    await dialog.findByRole('heading', { name: 'Account Tamsin Grove' }); // all is read
    expect(button().getAttribute('aria-disabled')).toBe('true');
    convert();
    expect(performed).toEqual([]);
  });

  it('is offered if a move would mark the lead as converted, and nothing is changed before', async () => {
    const { performed } = await renderApp({ rows: [lead, grove], at: '/list/crm/lead?kind=grid' });
    const grid = await screen.findByRole('grid', { name: 'Leads' });
    await within(grid).findByText('Wren Alder');
    act(() => grid.focus());
    fireEvent.keyDown(grid, { key: 'ArrowDown' });
    fireEvent.keyDown(grid, { key: '4' });
    const dialog = await screen.findByRole('dialog', { name: 'Convert Wren Alder' });
    expect(performed).toEqual([]);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(performed).toEqual([]);
  });

  it('offers the stage and the owner of the new deal, and a next step, which is a task about it', async () => {
    const { performed, dialog, button, convertWhenReady } = await open();
    const deal = within(await dialog.findByRole('region', { name: 'Deal' }));
    expect(deal.getByRole<HTMLInputElement>('checkbox', { name: 'Make a deal' }).checked).toBe(true);
    for (const label of [/^Name/, /^Stage/, /^Value/, /^Closes/, /^Owner/])
      expect(deal.getByLabelText(label)).toBeDefined();
    const step = within(dialog.getByRole('region', { name: 'Next step' }));
    expect(step.queryByLabelText(/^Task/)).toBeNull();
    fireEvent.click(step.getByRole('checkbox', { name: 'Make a task' }));
    await waitFor(() => expect(button().textContent).toContain('Convert, open the deal'));
    const subject = step.getByLabelText(/^Task/);
    fireEvent.change(subject, { target: { value: 'First call' } });
    fireEvent.blur(subject);
    await convertWhenReady();
    await waitFor(() => expect(performed).toHaveLength(1));
    const edits = performed[0]?.edits ?? [];
    const madeDeal = edits.find(({ entity }) => entity === 'crm/deal');
    expect(edits.find((edit) => edit.entity === 'crm/task' && 'create' in edit)).toMatchObject({
      create: { fields: { subject: 'First call', about: `crm/deal:${madeDeal?.id}` }, ownerId: lead.ownerId },
    });
  });

  it('gives the new deal to the chosen owner after it is made, and says that it cannot be undone then', async () => {
    const person = givenShownRecord({ id: dana, entity: 'platform/person', fields: { name: 'Dana Rehmark' } });
    const { performed, dialog, convertWhenReady } = await open({
      handlers: {
        'records.list': ({ entity }) =>
          Promise.resolve(accept({ rows: entity === 'platform/person' ? [person] : [], refs: {}, next: null })),
        'records.search': () => Promise.resolve(accept({ hits: [{ id: dana, entity: 'platform/person', title: 'Dana Rehmark', subtitle: '', how: 'title' as const, ownerId: null }] })), // prettier-ignore
      },
    });
    expect(await dialog.findByText('One undo takes all of it back.')).toBeDefined();
    const owner = within(dialog.getByRole('region', { name: 'Deal' })).getByLabelText(/^Owner/);
    fireEvent.focus(owner);
    fireEvent.change(owner, { target: { value: 'Dana' } });
    fireEvent.click(await screen.findByText('Dana Rehmark'));
    expect(await dialog.findByText(/then you cannot undo the conversion/)).toBeDefined();
    await convertWhenReady();
    await waitFor(() => expect(performed).toHaveLength(2));
    const made = performed[0]?.edits.find(({ entity }) => entity === 'crm/deal');
    expect(made).toMatchObject({ create: { ownerId: lead.ownerId } });
    expect(performed[1]?.edits).toEqual([{ entity: 'crm/deal', id: made?.id, fields: { ownerId: dana } }]);
    expect(performed[1]?.group).toBe(performed[0]?.group);
  });

  it('is refused with a next step alone: the lead would become nothing', async () => {
    const { dialog, button } = await open();
    for (const [part, none] of [
      ['Account', /^No account/],
      ['Contact', /^No contact/],
    ] as const)
      fireEvent.click(within(await dialog.findByRole('region', { name: part })).getByRole('radio', { name: none }));
    fireEvent.click(dialog.getByRole('checkbox', { name: 'Make a deal' }));
    fireEvent.click(dialog.getByRole('checkbox', { name: 'Make a task' }));
    await waitFor(() => expect(button().getAttribute('aria-disabled')).toBe('true'));
    fireEvent.mouseEnter(button());
    expect(await screen.findByText('Choose at least one record to create from it.')).toBeDefined();
  });

  it('offers no owner to a person who may not give deals away', async () => {
    const session = givenSession({
      memberships: [
        { role: 'member', teamId: null, portal: false, grants: ['*:read@org', '*:create@own', '*:update@own'] },
      ],
    });
    const { dialog } = await open({ session });
    const deal = within(await dialog.findByRole('region', { name: 'Deal' }));
    expect(deal.getByLabelText(/^Stage/)).toBeDefined();
    expect(deal.queryByLabelText(/^Owner/)).toBeNull();
  });
});
