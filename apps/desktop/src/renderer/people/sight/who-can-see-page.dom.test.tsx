import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput, CallOutput } from '../../../bridge/contract.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import { admin, ana, contacts, givenRecords, northTeam, olga, roles } from '../../testing/given-people.ts';
import { givenShownRecord } from '../../testing/given-record.ts';
import { givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const deal = givenShownRecord();
const grant = { resource: 'crm/deal', action: 'read', scope: 'team' } as const;
const because = { by: 'grant', role: 'member', teamId: northTeam.id, grant, reach: 'team' } as const;
const explained: CallOutput<'access.explain'> = {
  status: 'active',
  actions: [
    { action: 'read', may: true, reasons: [because] },
    { action: 'export', may: true, reasons: [because] },
    { action: 'delete', may: false, reasons: [] },
  ],
  grants: [
    { role: 'viewer', teamId: null, grant: { ...grant, scope: 'own' }, until: '2026-12-04T13:30:00.000Z' },
    { role: 'member', teamId: northTeam.id, grant, until: null },
  ],
  sealed: [{ group: 'crm/contact-identity', fields: 2, may: false }],
};
const seen: CallOutput<'access.seenBy'> = {
  count: 2,
  people: [
    { id: ana.id, name: 'Ana Brecklin', reasons: [because], actions: ['update'] },
    { id: olga.id, name: 'Olga Keene', reasons: [{ ...because, role: 'owner', teamId: null, reach: 'everything' }], actions: [] },
  ],
}; // prettier-ignore

async function open(search: string, handlers: Partial<BridgeHandlers> = {}, session = admin) {
  const asked: CallInput<'access.explain'>[] = [];
  const drawn = await renderApp({
    session,
    at: `/settings/who-can-see${search}`,
    rows: [...givenRecords, deal],
    handlers: {
      ...contacts,
      'access.explain': (input) => {
        asked.push(input);
        return Promise.resolve(accept(explained));
      },
      'access.seenBy': () => Promise.resolve(accept(seen)),
      ...handlers,
    },
  });
  return { ...drawn, asked };
}
const json = (value: string) => encodeURIComponent(JSON.stringify(value));
const ofRecord = `?record=${json(deal.id)}`;
const ofAna = `${ofRecord}&person=${json(ana.id)}`;
const answer = async () => within(await screen.findByRole('region', { name: 'Ana Brecklin and Acme renewal' }));

describe('[A-2] the page "Who can see"', () => {
  it('shows what a person may do with a record, the grants that decide first, and the sealed fields', async () => {
    const { asked } = await open(ofAna);
    const found = await answer();
    expect((await found.findByRole('status')).textContent).toBe(
      'Ana Brecklin sees it, and may also: export.2 sealed fields of the deal stay hidden. ',
    );
    const [actions, grants] = found.getAllByRole('list').map((list) => within(list).getAllByRole('listitem').map((item) => item.textContent)); // prettier-ignore
    expect(actions).toEqual(['Seeyes', 'Exportyes', 'Deleteno grant']);
    expect(grants).toEqual([
      expect.stringMatching(/^Member in NorthSee, Deals: the team’s alone.*see, export.*decides$/),
      expect.stringMatching(/^Viewer until 4 Dec 2026.*does not reach it$/),
      expect.stringMatching(/2 fields.*hides$/),
    ]);
    expect(asked).toEqual([{ of: { person: ana.id }, record: { entity: 'crm/deal', id: deal.id } }]);
  });

  it('lists all people who see the record with the reason; a press on one shows their rights', async () => {
    const { asked } = await open(ofRecord);
    expect(await screen.findByText('Choose a person or a role')).toBeDefined();
    const list = within(await screen.findByRole('complementary', { name: 'Who sees it? 2 people' }));
    const lines = (await list.findAllByRole('listitem')).map(({ textContent }) => textContent);
    expect(lines).toEqual([
      expect.stringMatching(/Ana Brecklin.*Member in North.*may also change/),
      expect.stringMatching(/Olga Keene.*role Owner.*sees it only/),
    ]);
    fireEvent.click(list.getByRole('button', { name: 'Ana Brecklin' }));
    await waitFor(() => expect(asked.map(({ of }) => of)).toEqual([{ person: ana.id }]));
  });

  it('filters the people by name and by reason, and says when nobody matches', async () => {
    await open(ofRecord);
    const list = within(await screen.findByRole('complementary', { name: /Who sees it/ }));
    fireEvent.change(await list.findByRole('combobox', { name: 'Reason' }), { target: { value: 'role' } });
    expect(list.getAllByRole('listitem')).toHaveLength(1);
    fireEvent.change(list.getByRole('textbox', { name: 'Name' }), { target: { value: 'ana' } });
    expect(list.getByText('Nobody who sees it matches.')).toBeDefined();
    fireEvent.click(list.getByRole('button', { name: 'Clear the filter' }));
    expect(list.getAllByRole('listitem')).toHaveLength(2);
  });

  it('asks for a role, and says how it is judged', async () => {
    const viewer = roles.find(({ fields }) => fields['key'] === 'viewer');
    const { asked } = await open(`${ofRecord}&role=${json(viewer?.id ?? '')}`);
    const found = within(await screen.findByRole('region', { name: 'A Viewer and Acme renewal' }));
    expect(await found.findByText(/who has this role alone, in the team of the record/)).toBeDefined();
    expect(asked).toMatchObject([{ of: { role: 'viewer' } }]);
  });

  it('says why a person sees nothing', async () => {
    const none = { actions: [{ action: 'read', may: false, reasons: [] }], grants: [], sealed: [] };
    await open(ofAna, { 'access.explain': () => Promise.resolve(accept({ ...none, status: 'suspended' })) });
    expect(await (await answer()).findByText('Ana Brecklin is suspended, and sees nothing.')).toBeDefined();
    expect((await answer()).getByText('No grant covers this kind of record.')).toBeDefined();
  });

  it('is empty before a record is chosen', async () => {
    await open('');
    expect(await screen.findByRole('heading', { name: 'Choose a record' })).toBeDefined();
    expect(screen.queryByRole('complementary', { name: /Who sees it/ })).toBeNull();
  });

  it('says while the server is asked, and why it could not be; it is asked again on request', async () => {
    let isDone = false;
    await open(ofAna, {
      'access.explain': () =>
        Promise.resolve(isDone ? accept(explained) : refuse('sync/offline', 'The server can’t be reached.', {})),
      'access.seenBy': () => new Promise(() => undefined),
    });
    const found = await answer();
    expect((await found.findByRole('alert')).textContent).toContain('The server can’t be reached.');
    expect(within(screen.getByRole('complementary', { name: /Who sees it/ })).getByText('Asking the server…')).toBeDefined(); // prettier-ignore
    isDone = true;
    fireEvent.click(found.getByRole('button', { name: 'Ask again' }));
    expect(await found.findByText(/sees it, and may also/)).toBeDefined();
  });

  it('is not for a member, and asks nothing then', async () => {
    const { asked } = await open(ofAna, {}, givenSession());
    expect(await screen.findByText('Only administrators see the rights of others')).toBeDefined();
    expect(asked).toEqual([]);
  });
});
