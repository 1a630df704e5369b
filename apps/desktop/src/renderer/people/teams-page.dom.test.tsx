import { accept } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { admin, ana, contacts, givenRecords, givenPersonRecord, northTeam, roles } from '../testing/given-people.ts';
import { type GivenReplica, renderApp } from '../testing/render-app.tsx';

installDomLayout();
const at = '/settings/teams';
const max = givenPersonRecord('0190b1f2-7c00-7000-8000-000000000879', 'Max Manager', { roles: [['manager', northTeam.id], ['member', northTeam.id]] }); // prettier-ignore
const rows = [...givenRecords, max];
const open = (more: Partial<GivenReplica> = {}) => renderApp({ session: admin, at, rows, handlers: contacts, ...more });
const teamNamed = async (name: string) => within(await screen.findByRole('listitem', { name }));

describe('the teams of the organisation', () => {
  it('show their lead and members, those first who change the team’s records, and lead to each person', async () => {
    const { router } = await open();
    const team = await teamNamed('North');
    expect(team.getByText('led by Olga Keene, 2 members')).toBeDefined();
    expect(team.getAllByRole('listitem').map((line) => line.textContent)).toEqual([
      expect.stringContaining('Max ManagerManager and Member, changes the team’s records'),
      expect.stringContaining('Ana BrecklinMember'),
    ]);
    fireEvent.click(team.getByRole('button', { name: 'Ana Brecklin' }));
    expect(await screen.findByRole('dialog', { name: 'Ana Brecklin' })).toBeDefined();
    expect(router.state.location.search).toEqual({ person: ana.id });
  });

  it('are added, and renamed by leaving the field', async () => {
    const { performed } = await open();
    fireEvent.click(await screen.findByRole('button', { name: /^Add a team/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Add a team' }));
    const name = await dialog.findByRole('textbox', { name: 'Name' });
    fireEvent.change(name, { target: { value: 'East' } });
    fireEvent.blur(name);
    fireEvent.click(dialog.getByRole('button', { name: /^Add the team/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({ edits: [{ entity: 'platform/team', create: { fields: { name: 'East' } } }] });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    fireEvent.click((await teamNamed('South')).getByRole('button', { name: 'Change South' }));
    const change = within(await screen.findByRole('dialog', { name: 'Change the team South' }));
    const field = change.getByRole('textbox', { name: 'Name' });
    fireEvent.change(field, { target: { value: 'South-west' } });
    fireEvent.blur(field);
    await waitFor(() => expect(performed.at(-1)?.edits).toMatchObject([{ fields: { name: 'South-west' } }]));
  });

  it('are removed only when nobody has a role in them, after the page has named their records', async () => {
    const summary: GivenReplica['handlers'] = {
      ...contacts,
      'records.summary': ({ entity }) =>
        Promise.resolve(
          accept({ groups: [{ value: null, count: entity === 'crm/deal' ? 3 : 0, sums: {} }], refs: {} }),
        ),
    };
    const { performed } = await open({ handlers: summary, rows: rows.filter(({ fields }) => fields['name'] !== 'Sam Vale') }); // prettier-ignore
    fireEvent.click((await teamNamed('North')).getByRole('button', { name: 'Remove North' }));
    const held = within(await screen.findByRole('dialog', { name: 'Remove the team North' }));
    expect(held.getByText(/Max Manager and Ana Brecklin have roles in it/)).toBeDefined();
    fireEvent.click(held.getByRole('button', { name: 'Remove the team' }));
    expect(performed).toEqual([]);
    fireEvent.click(held.getByRole('button', { name: 'Keep' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    fireEvent.click((await teamNamed('South')).getByRole('button', { name: 'Remove South' }));
    const free = within(await screen.findByRole('dialog', { name: 'Remove the team South' }));
    expect(await free.findByText(/3 deals on this device belong to it/)).toBeDefined();
    fireEvent.click(free.getByRole('button', { name: 'Remove the team' }));
    await waitFor(() => expect(performed[0]).toMatchObject({ label: 'Deleted South', edits: [{ fields: { life: 'deleted' } }] })); // prettier-ignore
  });

  it('[A-2] are not for a member; an organisation without teams is invited to make one', async () => {
    const { unmount } = await renderApp({ at, rows });
    expect(await screen.findByText('Only administrators change teams')).toBeDefined();
    unmount();
    await open({ rows: roles });
    expect(await screen.findByText('No teams yet')).toBeDefined();
    expect(screen.getAllByRole('button', { name: /^Add a team/ })).toHaveLength(1);
  });
});
