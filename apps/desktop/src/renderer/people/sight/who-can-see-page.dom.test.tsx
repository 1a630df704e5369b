import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput, CallOutput, ShownRecord } from '../../../bridge/contract.ts';
import type { BridgeHandlers } from '../../../bridge/serve-bridge.ts';
import {
  admin,
  ana,
  contacts,
  givenPersonRecord,
  givenRecords,
  northTeam,
  olga,
  roles,
} from '../../testing/given-people.ts';
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
  machines: [],
}; // prettier-ignore

async function open(
  search: string,
  handlers: Partial<BridgeHandlers> = {},
  session = admin,
  more: readonly ShownRecord[] = [],
) {
  const asked: CallInput<'access.explain'>[] = [];
  const drawn = await renderApp({
    session,
    at: `/settings/who-can-see${search}`,
    rows: [...givenRecords, deal, ...more],
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
const madeDocument = {
  id: '0190b1f2-7c00-7000-8000-00000000ad02',
  kind: 'sight',
  from: '2026-11-02T02:00:00.000Z',
  until: '2026-11-02T02:00:00.000Z',
  madeAt: '2026-11-02T02:00:00.000Z',
  madeBy: olga.id,
};
const json = (value: string) => encodeURIComponent(JSON.stringify(value));
const ofRecord = `?record=${json(deal.id)}`;
const ofAna = `${ofRecord}&person=${json(ana.id)}`;
const answer = async () => within(await screen.findByRole('region', { name: 'Ana Brecklin and Acme renewal' }));

describe('[A-2] the page "Who can see"', () => {
  it('shows what a person may do with a record, the grants that decide first, and the sealed fields', async () => {
    const { asked } = await open(ofAna);
    const found = await answer();
    await waitFor(() =>
      expect(found.getByRole('status').textContent).toBe(
        'Ana Brecklin sees it, and may also: export.2 sealed fields of the deal stay hidden. ',
      ),
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

  it('lists the API keys that see the record after the people, and counts both', async () => {
    const machines = [{ id: deal.id, name: 'ERP, orders', reasons: [because], actions: ['update'], madeBy: { id: olga.id, name: 'Olga Keene' } }]; // prettier-ignore
    await open(ofRecord, { 'access.seenBy': () => Promise.resolve(accept({ ...seen, machines })) });
    const list = within(await screen.findByRole('complementary', { name: 'Who sees it? 2 people, 1 machine' }));
    const keys = within(list.getByRole('list', { name: 'Machines' })).getAllByRole('listitem');
    expect(keys.map(({ textContent }) => textContent)).toEqual(['ERP, ordersAPI key of Olga Keenemay also change']);
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

  it('[A-2] shows the record as the person sees it: values, fields that they may change, and sealed fields without values', async () => {
    const may = [...explained.actions, { action: 'update', may: true, reasons: [because] }];
    await open(ofAna, { 'access.explain': () => Promise.resolve(accept({ ...explained, actions: may })) });
    const card = within(await screen.findByRole('region', { name: /^As Ana Brecklin sees it/ }));
    const line = (label: string) => card.getByText(label).parentElement?.textContent;
    expect(line('Value')).toMatch(/46,800 may change$/);
    const hidden = card.getAllByText('not shown').map((value) => value.parentElement?.textContent);
    expect(hidden.length).toBeGreaterThan(0);
    expect(hidden.every((text) => text?.endsWith('not shown sealed'))).toBe(true);
  });

  it('[A-2] shows nothing of the record where the person does not see it', async () => {
    const none = { ...explained, actions: [{ action: 'read', may: false, reasons: [] }] };
    await open(ofAna, { 'access.explain': () => Promise.resolve(accept(none)) });
    const card = within(await screen.findByRole('region', { name: /^As Ana Brecklin sees it/ }));
    expect(card.getByText(/^They see nothing of it/)).toBeDefined();
    expect(card.queryByText('Value')).toBeNull();
  });

  it('[A-2] says what the unsaved draft of one of their roles would change', async () => {
    const own = givenShownRecord({ ownerId: olga.id, teamId: northTeam.id });
    const member = roles.find(({ fields }) => fields['key'] === 'member');
    const draft = { added: ['crm/deal:read@org'], removed: [] };
    await open(ofAna, {
      'records.get': ({ id }) => {
        const record = [...givenRecords, own].find((one) => one.id === id);
        const may = { allowed: true, why: '' };
        return Promise.resolve(record ? accept({ record, refs: {}, waiting: [], replaced: [], may: { update: may, assign: may, delete: may, administer: may }, ways: [] }) : refuse('records/not-found', 'Gone.', { id })); // prettier-ignore
      },
      'local.get': ({ key }) => Promise.resolve(accept({ value: key === `draft/role/${member?.id ?? ''}` ? draft : null })), // prettier-ignore
    });
    const note = await screen.findByText(/With the unsaved draft of the role/);
    expect(note.textContent).toBe('With the unsaved draft of the role Member, Ana Brecklin would see Acme renewal.');
    fireEvent.click(screen.getByRole('button', { name: 'Open the draft' }));
    expect(await screen.findByRole('grid', { name: 'Rights of Member' })).toBeDefined();
  });

  it('[PLT-43] gives access: the record is shared, or the person gets a role', async () => {
    await open(ofAna);
    await answer();
    fireEvent.keyDown(document.body, { key: 'c' });
    const dialog = within(await screen.findByRole('dialog', { name: 'Give access' }));
    expect(dialog.getByText('To Ana Brecklin, by a role')).toBeDefined();
    fireEvent.click(dialog.getByRole('button', { name: 'Share it' }));
    expect(await screen.findByRole('dialog', { name: 'Share Acme renewal' })).toBeDefined();
  });

  it('[PLT-43] gives a role for a time on the person’s own page, and needs a record to share one', async () => {
    await open(`?person=${json(ana.id)}`);
    fireEvent.click(await screen.findByRole('button', { name: /^Give access/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Give access' }));
    expect(dialog.getByRole('button', { name: 'Share it' }).getAttribute('aria-disabled')).toBe('true');
    fireEvent.click(await dialog.findByRole('button', { name: 'Give a role' }));
    expect(await screen.findByRole('dialog', { name: 'Ana Brecklin' })).toBeDefined();
  });

  it('[PLT-43] lists shares and roles with an end, and those that have ended; a line leads to the rights', async () => {
    const end = (n: number, endsAt: string, life: 'alive' | 'deleted') =>
      givenShownRecord({
        id: `0190b1f2-7c00-7000-8000-000000000e0${n}`,
        entity: 'platform/share-end',
        ownerId: null,
        life,
        fields: { name: `Until ${endsAt}`, about: `crm/deal:${deal.id}`, person: ana.id, endsAt, key: `${n}` },
      });
    const timed = givenPersonRecord('0190b1f2-7c00-7000-8000-000000000873', 'Tom Reed', { roles: [] });
    const held = { ...timed, fields: { ...timed.fields, memberships: [{ role: 'viewer', teamId: null, until: '2026-11-25T09:00:00.000Z' }] } }; // prettier-ignore
    const ends = [end(1, '2026-12-04T13:30:00.000Z', 'alive'), end(2, '2026-11-12T18:00:00.000Z', 'deleted'), end(3, '2026-12-24T18:00:00.000Z', 'deleted')]; // prettier-ignore
    const all = [...givenRecords, deal, held, ...ends];
    const byLife: Partial<BridgeHandlers> = {
      'records.list': ({ entity, life }) =>
        Promise.resolve(accept({ rows: all.filter((one) => one.entity === entity && one.life === (life ?? 'alive')), refs: {}, next: null })),
    }; // prettier-ignore
    const { asked } = await open('', byLife, admin, [held, ...ends]);
    const tabs = within(await screen.findByRole('group', { name: 'Access' }));
    const lines = (name: string) => within(screen.getByRole('group', { name })).getAllByRole('row').slice(1).map(({ textContent }) => textContent); // prettier-ignore
    fireEvent.click(await tabs.findByRole('button', { name: 'Ended 1' }));
    await waitFor(() => expect(lines('Ended access')).toEqual([expect.stringMatching(/^Ana BrecklinAcme renewalShare12 Nov/)])); // prettier-ignore
    fireEvent.click(tabs.getByRole('button', { name: 'With an end 2' }));
    await waitFor(() =>
      expect(lines('Access with an end')).toEqual([
        expect.stringMatching(/^Tom ReedViewerRole25 Nov/),
        expect.stringMatching(/^Ana BrecklinAcme renewalShare4 Dec/),
      ]),
    );
    fireEvent.click(screen.getByRole('button', { name: 'Ana Brecklin' }));
    await waitFor(() => expect(asked).toEqual([{ of: { person: ana.id }, record: { entity: 'crm/deal', id: deal.id } }])); // prettier-ignore
  });

  it('asks for a role, and says how it is judged', async () => {
    const viewer = roles.find(({ fields }) => fields['key'] === 'viewer');
    const { asked } = await open(`${ofRecord}&role=${json(viewer?.id ?? '')}`);
    const found = within(await screen.findByRole('region', { name: 'A Viewer and Acme renewal' }));
    expect(await found.findByText(/For a person who has only this role, in the team of the record/)).toBeDefined();
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

  it('[PLT-21] makes the shown answer a report, and saves it as a PDF', async () => {
    const made: CallInput<'access.makeReport'>[] = [];
    const { saved } = await open(ofAna, {
      'access.makeReport': (input) => {
        made.push(input);
        return Promise.resolve(made.length === 1 ? refuse('sync/offline', 'The server can’t be reached.', {}) : accept(madeDocument));
      },
      'audit.reportPdf': () => Promise.resolve(accept({ fileName: 'who-can-see.pdf', base64: btoa('%PDF-') })),
    }); // prettier-ignore
    const button = await screen.findByRole('button', { name: 'As a report' });
    fireEvent.click(button);
    expect(await screen.findByText('The server can’t be reached.')).toBeDefined();
    fireEvent.click(button);
    expect(await screen.findByText('Saved who-can-see.pdf')).toBeDefined();
    expect(saved.map(({ name }) => name)).toEqual(['who-can-see.pdf']);
    expect(made[1]).toEqual({ of: { person: ana.id }, record: { entity: 'crm/deal', id: deal.id } });
  });

  it('offers no report without a record', async () => {
    await open('');
    expect(await screen.findByText('Choose a record')).toBeDefined();
    expect(screen.queryByRole('button', { name: 'As a report' })).toBeNull();
  });

  it('is not for a member, and asks nothing then', async () => {
    const { asked } = await open(ofAna, {}, givenSession());
    expect(await screen.findByText('Only administrators see the rights of others')).toBeDefined();
    expect(asked).toEqual([]);
  });
});
