import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { writeMarkdown } from '@outpost/ui/testing/write-markdown';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { CallOutput } from '../../bridge/contract.ts';
import { emptySyncStatus } from '../../bridge/empty-sync-status.ts';
import type { BridgeHandlers } from '../../bridge/serve-bridge.ts';
import { givenShownRecord, me } from '../testing/given-record.ts';
import { givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord();
const at = `/record/${deal.id}`;
const yes = { allowed: true, why: '' };
const no = { allowed: false, why: 'This deal is Dana’s. Ask her to share it with you.' };

/**
 * Returns the replica's answer for a record: the person's rights, the same for each action, and the record's possible moves.
 */
const answering = (
  record: typeof deal,
  may: typeof yes,
  ways: CallOutput<'records.get'>['ways'] = [],
): Partial<BridgeHandlers> => ({
  'records.get': () =>
    Promise.resolve(
      accept({
        record,
        refs: {},
        waiting: [],
        replaced: [],
        may: { update: may, assign: may, delete: may, administer: may },
        ways,
      }),
    ),
});

describe('a record’s page', () => {
  it('is left by Esc also while it is being read', async () => {
    const { router } = await renderApp({
      rows: [deal],
      at: `/list/crm/deal?kind=grid&open=${deal.id}&full=true`,
      handlers: { 'records.get': () => new Promise(() => undefined) },
    });
    await waitFor(() => expect(document.querySelector('[data-full] > [aria-busy]')).not.toBeNull());
    fireEvent.keyDown(document.body, { key: 'Escape' });
    await waitFor(() => expect(router.state.location.search).toEqual({ kind: 'grid' }));
  });

  it('[S-5] keeps a note as it is typed, and adds it as a separate activity', async () => {
    const { performed, local } = await renderApp({ rows: [deal], at });
    const note = await screen.findByRole('textbox', { name: 'Write a note' });
    writeMarkdown(note, 'South wall');
    await waitFor(() => expect(local.get(`draft/note/${deal.id}`)).toBe('South wall'));
    fireEvent.keyDown(note, { key: 'Enter', ctrlKey: true });
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Added a note',
      edits: [
        {
          entity: 'crm/activity',
          create: { fields: { about: `crm/deal:${deal.id}`, kind: 'note', subject: 'South wall' } },
        },
      ],
    });
    expect(local.get(`draft/note/${deal.id}`)).toBeNull();
  });

  it('[S-5] keeps typed text in fields until they are left, at any typing speed', async () => {
    const { performed, local } = await renderApp({ rows: [deal], at });
    const drafts = () => local.get(`draft/fields/${deal.id}`);
    fireEvent.click(await screen.findByRole('button', { name: /^Name:/ }));
    fireEvent.change(await screen.findByRole('textbox', { name: 'Name' }), { target: { value: 'Half a na' } });
    await waitFor(() => expect(drafts()).toEqual({ name: 'Half a na' }));
    fireEvent.keyDown(screen.getByRole('textbox', { name: 'Name' }), { key: 'Escape' });
    await waitFor(() => expect(drafts()).toEqual({}));
    fireEvent.click(screen.getByRole('button', { name: /^Value:/ }));
    const value = await screen.findByRole('textbox', { name: 'Value' });
    fireEvent.change(value, { target: { value: '41000' } }); // the field is left before the next rendering
    fireEvent.keyDown(value, { key: 'Enter' });
    await waitFor(() => expect(performed).toHaveLength(1));
    await waitFor(() => expect(drafts()).toEqual({}));
  });

  it('asks for the text of a call as Markdown, and for that of an e-mail, which leaves the app, as plain text', async () => {
    await renderApp({ rows: [deal], at });
    fireEvent.click(await screen.findByRole('button', { name: /^Log a call/ }));
    const call = within(await screen.findByRole('dialog', { name: 'Log a call' }));
    expect(await call.findByRole('toolbar', { name: 'Format' })).toBeDefined();
    fireEvent.click(call.getByRole('button', { name: 'Cancel' }));
    fireEvent.click(await screen.findByRole('button', { name: /^E-mail/ }));
    const mail = within(await screen.findByRole('dialog', { name: 'Write an e-mail' }));
    expect(await mail.findByRole('textbox', { name: 'Text' })).toBeInstanceOf(HTMLTextAreaElement);
    expect(mail.queryByRole('toolbar')).toBeNull();
  });

  it('[D-5] shows no message about earlier acts on a locked page', async () => {
    const { tellSession } = await renderApp({ rows: [deal], at });
    const note = await screen.findByRole('textbox', { name: 'Write a note' });
    writeMarkdown(note, 'South wall');
    fireEvent.keyDown(note, { key: 'Enter', ctrlKey: true });
    await screen.findByText('Added a note');
    await tellSession(givenSession({ state: 'locked', memberships: [] }));
    expect(await screen.findByRole('button', { name: /Unlock/ })).toBeDefined();
    expect(screen.queryByText('Added a note')).toBeNull();
  });

  it('[A-2] names the people who may edit it if the person may not', async () => {
    await renderApp({
      rows: [deal],
      at,
      handlers: answering(deal, no),
    });
    expect((await screen.findAllByText(/Ask her to share it/)).length).toBeGreaterThan(0);
    expect(screen.queryByRole('textbox', { name: 'Write a note' })).toBeNull();
  });

  it('[T-14] offers moves outside its path in its menu, and asks for the fields that a move requires', async () => {
    const { performed } = await renderApp({ rows: [deal], at });
    fireEvent.click(await screen.findByRole('button', { name: 'More' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Move to Lost' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Move to Lost' }));
    fireEvent.click(await dialog.findByRole('button', { name: 'Move to Lost' }));
    expect(await dialog.findByText(/is needed to move to Lost/)).toBeDefined();
    expect(performed).toEqual([]);
  });

  it('[T-14] shows why a stage of its path is closed', async () => {
    const closed = (to: string, why: string | null) => ({ to, label: to, move: null, asks: [], why });
    await renderApp({
      at,
      handlers: answering(deal, yes, [closed('proposal', 'A proposal needs a survey.'), closed('won', null)]),
    });
    const proposal = await screen.findByRole('button', { name: 'Proposal' });
    expect([proposal.title, proposal.getAttribute('aria-disabled')]).toEqual(['A proposal needs a survey.', 'true']);
    expect(screen.getByRole('button', { name: 'Won' }).getAttribute('aria-disabled')).toBeNull();
  });

  it('[T-14] uses the move that came with the record, with its fields and its label', async () => {
    const way = { to: 'won', label: 'Won with Dana', move: null, asks: ['closedOn'], why: null };
    await renderApp({ at, handlers: answering(deal, yes, [way]) });
    fireEvent.click(await screen.findByRole('button', { name: 'Won' }));
    expect(await screen.findByRole('dialog', { name: 'Move to Won with Dana' })).toBeDefined();
  });

  it('[D-2] keeps the values typed for a move until the move is made, even if it is refused', async () => {
    const way = { to: 'won', label: 'Won', move: null, asks: ['source'], why: null };
    const sent: unknown[] = [];
    const { local } = await renderApp({
      at,
      handlers: {
        ...answering(deal, yes, [way]),
        'acts.perform': (request) => {
          sent.push(request.edits[0]);
          return Promise.resolve(
            sent.length === 1 ? refuse('records/invalid', 'Not now.', {}) : accept({ act: deal.id, ids: [deal.id] }),
          );
        },
      },
    });
    const open = async () => {
      fireEvent.click(await screen.findByRole('button', { name: 'Won' }));
      return within(await screen.findByRole('dialog', { name: 'Move to Won' }));
    };
    const key = `move/${deal.id}/won`;
    const field = await (await open()).findByRole('textbox', { name: 'Source' });
    fireEvent.change(field, { target: { value: 'Refer' } });
    await waitFor(() => expect(local.get(`draft/fields/${key}`)).toEqual({ source: 'Refer' }));
    fireEvent.blur(field);
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    const again = await open();
    expect((await again.findByRole<HTMLInputElement>('textbox', { name: 'Source' })).value).toBe('Refer');
    fireEvent.click(again.getByRole('button', { name: 'Move to Won' }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(local.get(`draft/${key}`)).toEqual({ source: 'Refer' });
    fireEvent.click(again.getByRole('button', { name: 'Move to Won' }));
    await waitFor(() => expect(local.get(`draft/${key}`)).toBe(null));
    expect(sent[1]).toMatchObject({ id: deal.id, fields: { stage: 'won', source: 'Refer' } });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('[T-14] is moved from the palette by the labels of its moves', async () => {
    const { performed } = await renderApp({ rows: [deal], at });
    await screen.findByRole('textbox', { name: 'Write a note' });
    fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
    fireEvent.change(await screen.findByRole('combobox'), { target: { value: '>move to neg' } });
    const option = await screen.findByRole('option', { name: /Move to Negotiation/ });
    expect(option.textContent).toContain('Acme renewal');
    fireEvent.click(option);
    await waitFor(() => expect(performed[0]?.edits).toMatchObject([{ id: deal.id, fields: { stage: 'negotiation' } }]));
  });

  it('is followed from its menu, and unfollowed', async () => {
    const { performed } = await renderApp({ rows: [deal], at });
    fireEvent.click(await screen.findByRole('button', { name: 'More' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Follow' }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Followed Acme renewal',
      edits: [{ entity: 'platform/my-notifications', create: { fields: { following: [`crm/deal:${deal.id}`] } } }],
    });
    expect(await screen.findByText('Following Acme renewal')).toBeDefined();
  });

  it('is pinned from its menu and by a key, and unpinned', async () => {
    const text = `crm/deal:${deal.id}`;
    const first = await renderApp({ rows: [deal], at });
    fireEvent.click(await screen.findByRole('button', { name: 'More' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Pin' }));
    await waitFor(() => expect(first.performed).toHaveLength(1));
    expect(first.performed).toMatchObject([{ label: 'Pinned Acme renewal', edits: [{ create: { fields: { pinned: [text] } } }] }]); // prettier-ignore
    expect(await screen.findByText('Pinned Acme renewal')).toBeDefined();
    first.unmount();
    const mine = givenShownRecord({ id: '0190b1f2-7c00-7000-8000-0000000000b1', entity: 'platform/my-notifications', fields: { pinned: [text] } }); // prettier-ignore
    const second = await renderApp({ rows: [deal, mine], at });
    fireEvent.click(await screen.findByRole('button', { name: 'More' }));
    expect(await screen.findByRole('menuitem', { name: 'Unpin' })).toBeDefined();
    fireEvent.keyDown(document.body, { key: 'Escape' });
    fireEvent.keyDown(document.body, { key: 'P', shiftKey: true });
    await waitFor(() => expect(second.performed).toMatchObject([{ edits: [{ id: mine.id, fields: { pinned: [] } }] }]));
  });

  it('is printed from its menu', async () => {
    const print = vi.spyOn(window, 'print').mockImplementation(() => undefined);
    await renderApp({ rows: [deal], at });
    fireEvent.click(await screen.findByRole('button', { name: 'More' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Print' }));
    expect(print).toHaveBeenCalledOnce();
    print.mockRestore();
  });

  it('[K-6] offers to restore a record that was deleted in the meantime', async () => {
    const gone = { ...deal, life: 'deleted' };
    const { performed } = await renderApp({
      at,
      handlers: answering(gone, yes),
    });
    fireEvent.click(await screen.findByRole('button', { name: /Restore Acme renewal/ }));
    await waitFor(() => expect(performed[0]).toMatchObject({ edits: [{ fields: { life: 'alive' } }] }));
  });

  it('[A-5] reveals no data of a record that is not on the device', async () => {
    await renderApp({ at });
    expect(await screen.findByText("This record isn't here")).toBeDefined();
  });

  describe('[A-6] where this device does not keep all kinds of record', () => {
    const sync = { ...emptySyncStatus, state: 'up-to-date', notKept: ['crm/deal'] } as const;
    const found = { rows: [deal], refs: {}, next: null };

    it('asks the server on request, and shows its answer, which nothing changes', async () => {
      const asked: unknown[] = [];
      const handlers = {
        'server.list': (input: { readonly where?: unknown }) => {
          asked.push(input.where);
          return Promise.resolve(accept(found));
        },
      };
      const { performed } = await renderApp({ at, sync, handlers });
      expect(await screen.findByText(/This device does not keep all deals/)).toBeDefined();
      expect(asked).toEqual([]);
      fireEvent.click(screen.getByRole('button', { name: 'Ask the server' }));
      const record = within(await screen.findByRole('region', { name: 'Acme renewal' }));
      expect(asked[0]).toEqual({ field: 'id', op: 'is', value: deal.id }); // the others ask for related records
      expect(record.getByText(/Only shown: deals are not kept on this device/)).toBeDefined();
      expect([record.queryByRole('textbox'), performed]).toEqual([null, []]);
    });

    it('shows its history and the first 50 of its related records, which the server answers', async () => {
      const asked: { readonly entity: string; readonly limit?: number | undefined; readonly where?: unknown }[] = [];
      const row = { n: 7, id: deal.id, entity: 'crm/deal', act: null, group: null, undoes: null, label: 'x', by: me, device: null, at: '2026-11-19T09:00:00.000Z', madeAt: null, kind: 'changed' as const, changed: { name: ['Old', 'Acme renewal'] as [string, string] }, superseded: {} }; // prettier-ignore
      const handlers = {
        'server.list': (input: (typeof asked)[number]) => {
          asked.push(input);
          const contact = {
            ...deal,
            id: deal.id.replace(/.$/u, '9'),
            entity: input.entity,
            fields: { name: 'A child' },
          };
          return Promise.resolve(accept(input.entity === 'crm/deal' && input.limit === 1 ? found : { rows: [contact], refs: {}, next: 'more' })); // prettier-ignore
        },
        'server.timeline': () => Promise.resolve(accept({ entries: [{ kind: 'change' as const, at: row.at, row }], refs: {}, names: {}, more: false, filled: [], related: { count: 0, isAll: true } })), // prettier-ignore
      };
      const { performed } = await renderApp({ at, sync, handlers });
      fireEvent.click(await screen.findByRole('button', { name: 'Ask the server' }));
      const record = within(await screen.findByRole('region', { name: 'Acme renewal' }));
      expect(await record.findByText('You changed Name')).toBeDefined();
      const lists = asked.filter(({ limit }) => limit === 50);
      expect(lists.length).toBeGreaterThan(0);
      expect(await record.findAllByText(/^These are the first 50\. The list of .* has all\.$/u)).toHaveLength(lists.length); // prettier-ignore
      expect(record.getAllByText('From the server')).toHaveLength(lists.length + 1);
      expect([record.queryByRole('textbox'), record.queryByRole('button', { name: /^New / }), performed]).toEqual([null, null, []]); // prettier-ignore
    });

    it('says that the server has none either, and can ask again', async () => {
      const answers = [{ ...found, rows: [] }, found];
      const handlers = { 'server.list': () => Promise.resolve(accept(answers.shift() ?? found)) };
      await renderApp({ at, sync, handlers });
      fireEvent.click(await screen.findByRole('button', { name: 'Ask the server' }));
      expect(await screen.findByText(/The server shows you no such record either/)).toBeDefined();
      fireEvent.click(screen.getByRole('button', { name: 'Ask again' }));
      expect(await screen.findByRole('region', { name: 'Acme renewal' })).toBeDefined();
    });

    it('says why the server gave no answer', async () => {
      const handlers = {
        'server.list': () => Promise.resolve(refuse('server/busy', 'The server is busy.', { waitSeconds: 1 })),
      };
      await renderApp({ at, sync, handlers });
      fireEvent.click(await screen.findByRole('button', { name: 'Ask the server' }));
      expect(await screen.findByText(/The server is busy/)).toBeDefined();
    });

    it('is not asked offline', async () => {
      await renderApp({ at, sync: { ...sync, state: 'offline' } });
      expect(await screen.findByText(/not available without a connection/)).toBeDefined();
      expect(screen.getByRole('button', { name: 'Ask the server' })).toMatchObject({ disabled: true });
    });
  });
});
