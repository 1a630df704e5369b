import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { CallInput, ShownRecord } from '../../../bridge/contract.ts';
import type { SeenKind } from '../../../bridge/calls/identity/people-calls.ts';
import { admin, ana, contacts, givenRecords, people, roles } from '../../testing/given-people.ts';
import { givenShownRecord, me } from '../../testing/given-record.ts';
import { type GivenReplica, givenSession, renderApp } from '../../testing/render-app.tsx';

installDomLayout();
const roleOf = (key: string): ShownRecord => {
  const found = roles.find(({ fields }) => fields['key'] === key);
  if (!found) throw new Error(`No role ${key}`);
  return found;
};
const member = roleOf('member');
const memberGrants = [...(member.fields['grants'] as string[])].sort(); // as the declaration has them
const at = '/settings/roles';
const alive: GivenReplica['handlers'] = {
  ...contacts,
  'records.list': (input) =>
    Promise.resolve(
      accept({ rows: input.life === 'deleted' ? [] : givenRecords.filter(({ entity }) => entity === input.entity), refs: {}, next: null }),
    ),
}; // prettier-ignore
const open = (more: Partial<GivenReplica> = {}) =>
  renderApp({ session: admin, at, rows: givenRecords, ...more, handlers: { ...alive, ...more.handlers } });
const cell = (name: RegExp) => screen.findByRole('button', { name });
const pick = async (name: RegExp, reach: RegExp) => {
  fireEvent.click(await cell(name));
  fireEvent.click(await screen.findByRole('menuitem', { name: reach }));
};

describe('the roles of the organisation', () => {
  it('are listed with their people; a role is a table of kinds and actions with the reach as a word', async () => {
    await open();
    const tabs = within(await screen.findByRole('group', { name: 'Roles' }));
    expect(tabs.getAllByRole('button').map((tab) => tab.textContent)).toContain('Owner 1 person');
    expect(tabs.getByRole('button', { pressed: true }).textContent).toBe('Member 1 person');
    const grid = within(await screen.findByRole('grid', { name: 'Rights of Member' }));
    expect(grid.getAllByRole('columnheader').map((head) => head.textContent).slice(1)).toEqual(['See', 'Add', 'Change', 'Hand on', 'Delete', 'Export', 'Administer']); // prettier-ignore
    expect(grid.getByRole('button', { name: 'Every kind, See: Shared' })).toBeDefined();
    expect(grid.getByRole('button', { name: 'Deals, Delete: Own' })).toBeDefined();
    expect(grid.getByRole('note', { name: /^Products, See: All\. Everybody in the organisation sees products/ })).toBeDefined(); // prettier-ignore
    fireEvent.click(tabs.getByRole('button', { name: /^Client/ }));
    expect(await screen.findByRole('grid', { name: 'Rights of Client' })).toBeDefined();
    expect(screen.getByRole('note', { name: /^Products, See: No/ })).toBeDefined();
  });

  it('are moved through by arrow keys with one stop for Tab; Enter opens the choices', async () => {
    await open();
    const first = await cell(/^Every kind, See/);
    expect(first.tabIndex).toBe(0);
    fireEvent.keyDown(first, { key: 'ArrowRight' });
    const second = screen.getByRole('button', { name: /^Every kind, Add/ });
    expect([document.activeElement, second.tabIndex, first.tabIndex]).toEqual([second, 0, -1]);
    fireEvent.keyDown(second, { key: 'ArrowDown' });
    fireEvent.keyDown(document.activeElement ?? second, { key: 'End' });
    expect(document.activeElement?.getAttribute('aria-label')).toMatch(/, Administer: /);
    fireEvent.keyDown(document.activeElement ?? second, { key: 'Home', ctrlKey: true });
    expect(document.activeElement).toBe(first);
  });

  it('are changed cell by cell, tinted and kept on the device, and saved as one act', async () => {
    const { performed, local } = await open();
    await pick(/^Deals, See: Shared/, /^All/);
    await pick(/^Leads, Change: Shared/, /^Team, shared/);
    const changed = await cell(/^Deals, See: All, was Shared/);
    expect(changed.closest('td')?.dataset['changed']).toBe('true');
    const bar = within(screen.getByRole('group', { name: 'Unsaved change' }));
    expect(bar.getByRole('status').textContent).toContain('2 rights changed, not saved yet. 1 person has this role.');
    expect(performed).toEqual([]);
    expect(local.get(`draft/role/${member.id}`)).toEqual({
      added: ['crm/deal:read@org', 'crm/lead:update@team'],
      removed: [],
    });
    fireEvent.click(bar.getByRole('button', { name: /^Save the rights/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Changed 2 rights of Member',
      edits: [
        { id: member.id, fields: { grants: [...memberGrants, 'crm/deal:read@org', 'crm/lead:update@team'].sort() } },
      ],
    });
    await waitFor(() => expect(local.get(`draft/role/${member.id}`)).toBeNull());
  });

  it('[A-3] show before they are saved how many people gain and lose how many records', async () => {
    const asked: CallInput<'people.effect'>[] = [];
    await open({
      handlers: {
        'people.effect': (input) => {
          asked.push(input);
          const kinds = [{ entity: 'crm/deal', gained: 389, gainers: 5, lost: 0, losers: 0 }, { entity: 'crm/lead', gained: 0, gainers: 0, lost: 21, losers: 4 }]; // prettier-ignore
          return Promise.resolve(accept({ kinds, gainers: 5, losers: 4 }));
        },
      },
    });
    await cell(/^Deals, See: Shared/);
    expect(asked).toEqual([]);
    await pick(/^Deals, See: Shared/, /^All/);
    const effect = within(await screen.findByRole('region', { name: /^Before you save/ }));
    const lines = effect.getAllByRole('row').slice(1).map(({ textContent }) => textContent); // prettier-ignore
    expect(lines).toEqual(['Deals+389 for 5 peoplesame', 'Leadssame−21 for 4 people']);
    expect(effect.getByRole('status').textContent).toBe('Of 1 person, 5 would see more and 4 would see less.');
    expect(effect.getByRole('note').textContent).toContain('21 records leave the devices of 4 people');
    expect(asked.at(-1)).toMatchObject({ people: [{ person: ana.id, now: [{ role: 'member' }], next: [{ grants: expect.arrayContaining(['crm/deal:read@org']) as string[] }] }] }); // prettier-ignore
    fireEvent.click(screen.getByRole('button', { name: 'Discard' }));
    await waitFor(() => expect(screen.queryByRole('region', { name: /^Before you save/ })).toBeNull());
  });

  it('cannot have less on one kind than the line of every kind gives, until that line is written out', async () => {
    const { local } = await open();
    fireEvent.click(await cell(/^Deals, Delete: Own/));
    const none = await screen.findByRole('menuitem', { name: /^No/ });
    expect(none.textContent).toContain('The line of every kind gives own already.');
    expect((none as HTMLButtonElement).disabled || none.dataset['disabled'] === 'true').toBe(true); // a button of the menu
    fireEvent.keyDown(none, { key: 'Escape' });
    fireEvent.click(screen.getByRole('button', { name: 'Write out Every kind' }));
    expect(await screen.findByText(/No right has changed/)).toBeDefined();
    await pick(/^Deals, Delete: Own/, /^No/);
    expect(await cell(/^Deals, Delete: No, was Own/)).toBeDefined();
    expect(JSON.stringify(local.get(`draft/role/${member.id}`))).not.toContain('crm/deal:delete');
    fireEvent.click(screen.getByRole('button', { name: 'Discard' }));
    expect(await cell(/^Deals, Delete: Own$/)).toBeDefined();
  });

  it('[A-1] give no right that the author lacks: the choice says so, and a role with more rights is read-only', async () => {
    const grants = ['platform/role:*@org', '*:read@shared'];
    await open({
      session: givenSession({ memberships: [{ role: 'people', teamId: null, grants, portal: false }] }),
      at: `${at}?role=${roleOf('client').id}`,
    });
    fireEvent.click(await cell(/^Deals, Delete: No/));
    const own = await screen.findByRole('menuitem', { name: /^Own/ });
    expect(own.textContent).toContain('You don’t hold this right yourself.');
    fireEvent.keyDown(own, { key: 'Escape' });
    fireEvent.click(screen.getByRole('button', { name: /^Owner/ }));
    await screen.findByRole('grid', { name: 'Rights of Owner' });
    expect(screen.getByText(/This role may do more than you/)).toBeDefined();
    fireEvent.click(await cell(/^Deals, See: All/));
    expect(screen.queryByRole('menuitem')).toBeNull();
  });

  it('show the changes to a shipped role, and undo them', async () => {
    const changed = givenShownRecord({ ...member, fields: { ...member.fields, grants: [...memberGrants.slice(1), 'crm/deal:read@org'] } }); // prettier-ignore
    const rows = givenRecords.map((one) => (one.id === member.id ? changed : one));
    const { local } = await open({
      rows,
      handlers: {
        'records.list': (input) =>
          Promise.resolve(accept({ rows: input.life === 'deleted' ? [] : rows.filter(({ entity }) => entity === input.entity), refs: {}, next: null })),
      },
    }); // prettier-ignore
    expect(await screen.findByText(/Differs from the original role of Outpost: 1 grant more, 1 fewer/)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Restore the original rights' }));
    await waitFor(() =>
      expect(local.get(`draft/role/${member.id}`)).toEqual({
        added: [memberGrants[0]],
        removed: ['crm/deal:read@org'],
      }),
    );
  });

  it('are made from another role, with a key of their own', async () => {
    const { performed } = await open();
    fireEvent.click(await screen.findByRole('button', { name: /^New role/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'New role' }));
    const name = dialog.getByRole('textbox', { name: 'Name' });
    fireEvent.change(name, { target: { value: 'viewer' } });
    fireEvent.blur(name);
    fireEvent.click(dialog.getByRole('button', { name: /^Add the role/ }));
    expect(await dialog.findByText('There is a role called viewer already.')).toBeDefined();
    fireEvent.change(name, { target: { value: 'Chef d’équipe' } });
    fireEvent.blur(name);
    fireEvent.click(dialog.getByRole('button', { name: /^Add the role/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Added the role Chef d’équipe',
      edits: [{ create: { fields: { key: 'chef-d-equipe', label: 'Chef d’équipe', grants: memberGrants, builtIn: false, portal: false } } }], // prettier-ignore
    });
  });

  const lead = givenShownRecord({ ...member, id: '0190b1f2-7c00-7000-8000-000000000991', fields: { ...member.fields, key: 'site-lead', label: 'Site lead' } }); // prettier-ignore
  const withLead = (areMore: boolean): NonNullable<GivenReplica['handlers']> => ({
    'records.list': ({ entity, life }) => {
      const found = life === 'deleted' ? [] : [...givenRecords, lead].filter((one) => one.entity === entity);
      return Promise.resolve(accept({ rows: found, refs: {}, next: areMore && entity === ana.entity ? 'more' : null }));
    },
  });
  const theLead = { at: `${at}?role=${lead.id}`, rows: [...givenRecords, lead] };

  it('are renamed to a name that no other role has', async () => {
    const { performed } = await open({ ...theLead, handlers: withLead(false) });
    fireEvent.click(await screen.findByRole('button', { name: 'Rename' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Rename Site lead' }));
    const rename = (to: string) => {
      const name = dialog.getByRole('textbox', { name: 'Name' });
      fireEvent.change(name, { target: { value: to } });
      fireEvent.blur(name);
      fireEvent.click(dialog.getByRole('button', { name: /^Rename/ }));
    };
    rename('Viewer');
    expect(await dialog.findByText('There is a role called Viewer already.')).toBeDefined();
    rename('site lead');
    await waitFor(() =>
      expect(performed).toMatchObject([{ edits: [{ id: lead.id, fields: { label: 'site lead' } }] }]),
    );
  });

  it('of one’s own are removed if nobody has them', async () => {
    const { performed } = await open({ ...theLead, handlers: withLead(false) });
    fireEvent.click(await screen.findByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(performed).toMatchObject([{ label: 'Removed the role Site lead' }]));
  });

  it('are not removed if not all people could be counted', async () => {
    const { performed } = await open({ ...theLead, handlers: withLead(true) });
    const remove = await screen.findByRole('button', { name: /^Remove/ });
    fireEvent.click(remove);
    expect([remove.getAttribute('aria-disabled'), performed]).toEqual(['true', []]);
    await pick(/^Deals, See: Shared/, /^All/);
    expect(
      within(await screen.findByRole('group', { name: 'Unsaved change' })).getByRole('status').textContent,
    ).toContain('0 of the first 5 people have this role.');
  });

  it('show an error if the deleted ones cannot be read', async () => {
    await open({
      handlers: {
        'records.list': (input) =>
          input.life === 'deleted' ? Promise.reject(new Error('the file is damaged')) : (alive['records.list'] ?? (() => Promise.reject(new Error('none'))))(input),
      },
    }); // prettier-ignore
    expect(await screen.findByText('This view could not be drawn')).toBeDefined();
  });

  it('[A-2] are not for a member', async () => {
    await renderApp({ at, rows: givenRecords });
    expect(await screen.findByText('Only administrators change roles')).toBeDefined();
    expect(screen.queryByRole('grid')).toBeNull();
  });
});

describe('the preview of a person’s access', () => {
  const kinds = (next: number): SeenKind[] => [
    { entity: 'crm/deal', held: 600, now: 100, next, gained: Math.max(0, next - 100), lost: Math.max(0, 100 - next) },
    { entity: 'crm/lead', held: 40, now: 7, next: 7, gained: 0, lost: 0 },
    { entity: 'crm/product', held: 7, now: 7, next: 7, gained: 0, lost: 0 },
  ];

  it('[A-3] counts with the change that is not saved, and states the result in a sentence; a kind shows the grants that decide', async () => {
    const asked: { now: readonly string[]; next: readonly string[] }[] = [];
    await open({
      handlers: {
        'people.sees': ({ person, now, next }) => {
          expect(person).toBe(ana.id);
          asked.push({ now: now.flatMap(({ grants }) => grants), next: next.flatMap(({ grants }) => grants) });
          return Promise.resolve(accept({ kinds: kinds(next.some(({ grants }) => grants.includes('crm/deal:read@org')) ? 224 : 100) }));
        },
      },
    }); // prettier-ignore
    const panel = within(await screen.findByRole('complementary', { name: 'What could this person see?' }));
    expect(await panel.findByText('Ana Brecklin would see the same records.')).toBeDefined();
    expect(panel.queryByText('Products')).toBeNull(); // everybody sees them
    await pick(/^Deals, See: Shared/, /^All/);
    expect(await panel.findByText('Ana Brecklin would see 124 deals more.')).toBeDefined();
    expect(panel.getByText('+124')).toBeDefined();
    expect(asked.at(-1)?.now).not.toContain('crm/deal:read@org');
    fireEvent.click(panel.getByRole('button', { name: 'Deals' }));
    const why = within(await panel.findByRole('region', { name: 'Grants that show them deals' }));
    expect(why.getAllByRole('listitem').map((line) => line.textContent)).toEqual([
      expect.stringContaining('Every kind: own, and shared with them member, *:read@shared'),
      expect.stringContaining('Deals: every record of the organisation member, crm/deal:read@org'),
    ]);
  });

  it('says before the change is saved which records leave devices', async () => {
    await open({
      handlers: { 'people.sees': () => Promise.resolve(accept({ kinds: kinds(97) })) },
    });
    const panel = within(await screen.findByRole('complementary', { name: 'What could this person see?' }));
    expect(await panel.findByText('Ana Brecklin would see 3 deals fewer.')).toBeDefined();
    expect(panel.getByRole('note').textContent).toContain('3 records leave the devices of Ana Brecklin');
  });

  it('[A-2] is tried on one record, before and after the change', async () => {
    const deal = givenShownRecord({ ownerId: me });
    await open({
      rows: [...givenRecords, deal],
      handlers: {
        'records.search': () =>
          Promise.resolve(
            accept({
              hits: [
                { id: deal.id, entity: 'crm/deal', title: 'Acme renewal', subtitle: '', how: 'title', ownerId: null },
              ],
            }),
          ),
      },
    });
    await pick(/^Deals, See: Shared/, /^All/);
    const panel = within(await screen.findByRole('complementary', { name: 'What could this person see?' }));
    const field = await panel.findByLabelText('Try it on a record');
    fireEvent.focus(field);
    fireEvent.change(field, { target: { value: 'Acme' } });
    fireEvent.click(await screen.findByRole('option', { name: /Acme renewal/, hidden: true }));
    const tried = await panel.findByRole('list', { name: 'With Acme renewal' });
    expect([...tried.children].map((line) => line.textContent)).toEqual([
      'See: yes, now noMember in North: see, Deals; it reaches every record of the organisation.',
      'Change: no',
      'Hand on: no',
      'Delete: no',
    ]);
    expect(people).toHaveLength(5);
  });
});
