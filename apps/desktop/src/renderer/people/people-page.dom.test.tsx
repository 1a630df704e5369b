import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { admin, ana, contacts, givenRecords, northTeam, olga, southTeam, zoe } from '../testing/given-people.ts';
import { givenShownRecord } from '../testing/given-record.ts';
import { leave } from '../testing/leave.ts';
import { type GivenReplica, givenSession, renderApp } from '../testing/render-app.tsx';

installDomLayout();
const at = '/settings/people';
const open = (more: Partial<GivenReplica> = {}) =>
  renderApp({ session: admin, at, rows: givenRecords, ...more, handlers: { ...contacts, ...more.handlers } });
type Inside = { readonly getAllByLabelText: (label: string) => HTMLElement[] };
const choose = async (inside: Inside, label: string, option: string, place = 0) => {
  const field = inside.getAllByLabelText(label)[place];
  if (!field) throw new Error(`No field ${label}`);
  fireEvent.click(field);
  const shown = await screen.findAllByRole('option', { name: option, hidden: true });
  fireEvent.click(shown.at(-1) ?? field);
};
/** Chooses Olga in a field of people. */
const give = async (heir: HTMLElement) => {
  fireEvent.focus(heir);
  fireEvent.change(heir, { target: { value: 'Olga' } });
  fireEvent.click(await screen.findByRole('option', { name: /Olga Keene/, hidden: true }));
};
const rowOf = async (name: string) => {
  const row = (await within(screen.getByRole('main')).findByRole('button', { name: new RegExp(name) })).closest('tr');
  if (!row) throw new Error(`No row of ${name}`);
  return row;
};

describe('the people of the organisation', () => {
  it('are listed by the state of their sign-in, with roles, teams and last contact', async () => {
    await open();
    const waiting = within(await screen.findByRole('region', { name: /Not signed in yet/ }));
    expect(
      waiting
        .getAllByRole('row')
        .slice(1)
        .map((row) => row.textContent),
    ).toEqual([
      expect.stringMatching(/Ana Brecklin.*Member in North.*Has not signed in/),
      expect.stringMatching(/Zoe Holt.*No role.*No password yet/),
    ]);
    expect((await rowOf('Olga Keene')).textContent).toMatch(/Owner.*Active.*2 hours ago, 1 device/);
    expect((await rowOf('Sam Vale')).textContent).toMatch(/Viewer in South.*Suspended/);
    expect((await rowOf('Ilse Torvane')).textContent).toContain('you');
    await choose(within(screen.getByRole('search')), 'Team', 'North');
    await waitFor(() => expect(screen.queryByText('Sam Vale')).toBeNull());
    expect(screen.getByText('Ana Brecklin')).toBeDefined();
    await choose(within(screen.getByRole('search')), 'Role', 'Client');
    fireEvent.click(await screen.findByRole('button', { name: 'Clear the filter' }));
    expect(await screen.findByText('Sam Vale')).toBeDefined();
  });

  it('say that the last contact is not known without the server', async () => {
    await open({
      handlers: { 'people.contacts': () => Promise.resolve(refuse('sync/offline', 'No network.', {})) },
    });
    expect(await screen.findByText(/It can’t be asked now/)).toBeDefined();
    expect((await rowOf('Ana Brecklin')).textContent).toMatch(/Active.*–/);
  });

  it('ask for contacts when the device is online again and after a password is given, not at every pull', async () => {
    const sync = { state: 'up-to-date', toSend: 0, needsYou: 0, done: 0, total: 0, lastContactAt: null, upToDateAt: null, nextTryAt: null, firstSync: false, notKept: [], partlyKept: [], problem: null } as const; // prettier-ignore
    let asked = 0;
    const { tellSync } = await open({
      sync,
      at: `/settings/people?person=${zoe.id}`,
      handlers: {
        'people.contacts': () => {
          asked += 1;
          return asked === 2 ? Promise.resolve(refuse('sync/offline', 'No network.', {})) : Promise.resolve(accept({ people: [] }));
        },
        'people.givePassword': () => Promise.resolve(accept(null)),
      },
    }); // prettier-ignore
    fireEvent.click(await screen.findByRole('button', { name: 'Give a first password' }));
    await tellSync({ ...sync, upToDateAt: '2026-11-20T09:00:00.000Z' });
    await tellSync({ ...sync, upToDateAt: '2026-11-20T09:00:10.000Z' });
    expect([asked, screen.queryByText(/It can’t be asked now/)]).toEqual([1, null]);
    await tellSync({ ...sync, state: 'offline' });
    expect(await screen.findByText(/It can’t be asked now/)).toBeDefined();
    await tellSync(sync);
    await waitFor(() => expect(screen.queryByText(/It can’t be asked now/)).toBeNull());
    const before = asked;
    fireEvent.click(screen.getByRole('button', { name: /^Give this password/ }));
    await waitFor(() => expect(asked).toBe(before + 1));
  });

  it('do not say that the server cannot be asked while it is being asked', async () => {
    await open({ handlers: { 'people.contacts': () => new Promise(() => {}) } });
    await rowOf('Ana Brecklin');
    expect(screen.queryByText(/It can’t be asked now/)).toBeNull();
  });

  it('[A-2] are not for a member: the page says who can help, and Settings does not offer it', async () => {
    await renderApp({ at, rows: givenRecords });
    expect(await screen.findByText('Only administrators change people and their roles')).toBeDefined();
    expect(screen.queryByText('Ana Brecklin')).toBeNull();
    const settings = within(screen.getByRole('navigation', { name: 'Settings' }));
    expect(settings.getByRole('link', { name: 'Your profile' })).toBeDefined();
    expect(settings.queryByRole('link', { name: 'People' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Open the list' }));
    expect(await screen.findByRole('heading', { name: /People/ })).toBeDefined();
  });
});

it('Settings offers teams to a person who administers only teams', async () => {
  const grants = ['platform/team:*@org', '*:read@shared'];
  const memberships = [{ role: 'teams', teamId: null, grants, portal: false }];
  const { router } = await renderApp({ session: givenSession({ memberships }), rows: givenRecords });
  fireEvent.click(await screen.findByTitle(/: settings$/));
  const settings = within(await screen.findByRole('dialog', { name: 'Ilse Torvane' }));
  fireEvent.click(settings.getByRole('button', { name: 'All settings' }));
  const places = within(await screen.findByRole('navigation', { name: 'Settings' }));
  expect(places.queryByRole('link', { name: 'People' })).toBeNull();
  fireEvent.click(places.getByRole('link', { name: 'Teams' }));
  await waitFor(() => expect(router.state.location.pathname).toBe('/settings/teams'));
});

describe('a person is added', () => {
  it('as one act with a role in a team; then gets a password that is shown once and copied', async () => {
    const given: unknown[] = [];
    const { performed, local } = await open({
      at: '/settings/people?add=true',
      handlers: {
        'acts.perform': (request) => {
          performed.push(request);
          return Promise.resolve(accept({ act: givenShownRecord().id, ids: [zoe.id] }));
        },
        'people.givePassword': (input) => {
          given.push(input);
          return Promise.resolve(accept(null));
        },
      },
    });
    const dialog = within(await screen.findByRole('dialog', { name: 'Add a person' }));
    fireEvent.click(dialog.getByRole('button', { name: /^Add the person/ }));
    expect(await dialog.findByText('The person needs a name.')).toBeDefined();
    leave(dialog.getByRole('textbox', { name: 'Name' }), 'Zoe Holt');
    leave(dialog.getByRole('textbox', { name: 'E-mail' }), 'ANA@example.com');
    fireEvent.click(dialog.getByRole('button', { name: /^Add the person/ }));
    expect(await dialog.findByText('Ana Brecklin has this e-mail already.')).toBeDefined();
    leave(dialog.getByRole('textbox', { name: 'E-mail' }), 'zoe.holt@example.com');
    await choose(dialog, 'Role', 'Viewer');
    await choose(dialog, 'In', 'North');
    expect(dialog.getByText(/124/)).toBeDefined();
    expect(local.get('draft/new-person')).toMatchObject({ name: 'Zoe Holt' });
    fireEvent.click(dialog.getByRole('button', { name: /^Add the person/ }));
    const next = within(await screen.findByRole('dialog', { name: 'Let Zoe Holt sign in' }));
    expect(performed).toEqual([
      {
        label: 'Added Zoe Holt',
        shape: 'together',
        edits: [
          {
            entity: 'platform/person',
            create: {
              ownerId: null,
              fields: {
                name: 'Zoe Holt',
                email: 'zoe.holt@example.com',
                status: 'not-invited',
                memberships: [{ role: 'viewer', teamId: northTeam.id }],
              },
            },
          },
        ],
      },
    ]);
    expect(local.get('draft/new-person')).toBeNull();
    const field = next.getByLabelText('Password');
    const password = (field as HTMLInputElement).value; // a text field
    expect(password).toMatch(/^(?:[a-z2-9]{4}-){3}[a-z2-9]{4}$/);
    fireEvent.click(next.getByRole('button', { name: /^Give this password/ }));
    const told = within(await screen.findByRole('dialog', { name: 'Let Zoe Holt sign in' }));
    expect(await told.findByText(password)).toBeDefined();
    expect(given).toEqual([{ id: zoe.id, password }]);
    expect(JSON.stringify([...local.values()])).not.toContain(password);
    fireEvent.click(told.getByRole('button', { name: 'Copy the password' }));
    expect(await told.findByRole('button', { name: 'Copied' })).toBeDefined();
    fireEvent.click(told.getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByText(password)).toBeNull());
  });

  it('shows the password that was sent: it can be neither changed nor left while the server is asked', async () => {
    let answer = () => {};
    const given: string[] = [];
    await open({
      at: `/settings/people?person=${zoe.id}`,
      handlers: {
        'people.givePassword': async ({ password }) => {
          given.push(password);
          await new Promise<void>((resolve) => { answer = resolve; });
          return accept(null);
        },
      },
    }); // prettier-ignore
    fireEvent.click(await screen.findByRole('button', { name: 'Give a first password' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Let Zoe Holt sign in' }));
    fireEvent.click(dialog.getByRole('button', { name: /^Give this password/ }));
    await waitFor(() => expect(given).toHaveLength(1));
    const field = dialog.getByLabelText<HTMLInputElement>('Password');
    expect(field.readOnly).toBe(true);
    fireEvent.click(dialog.getByRole('button', { name: 'Another one' }));
    fireEvent.click(dialog.getByRole('button', { name: 'Later' }));
    fireEvent.click(dialog.getByRole('button', { name: 'Close' }));
    fireEvent.keyDown(field, { key: 'Escape' });
    answer();
    expect(await screen.findByText(given[0] ?? 'none')).toBeDefined();
  });

  it('[A-1] without the roles that the author may not give: they are not offered, and a kept draft with one is refused', async () => {
    const grants = ['platform/person:*@org', 'platform/role:*@org', '*:read@shared'];
    const kept = { name: 'Zoe Holt', email: 'zoe.holt@example.com', roles: [{ role: 'owner', teamId: null }] };
    const { performed } = await open({
      session: givenSession({ memberships: [{ role: 'people', teamId: null, grants, portal: false }] }),
      at: '/settings/people?add=true',
      handlers: {
        'local.get': ({ key }) => Promise.resolve(accept({ value: key === 'draft/new-person' ? kept : null })),
      },
    });
    const dialog = within(await screen.findByRole('dialog', { name: 'Add a person' }));
    expect(await dialog.findByText(/You can’t give .*Owner.*Administrator/)).toBeDefined();
    expect(dialog.getByText(/You can't give rights that you don't hold yourself/)).toBeDefined();
    fireEvent.click(dialog.getByRole('button', { name: /^Add the person/ }));
    expect(performed).toEqual([]);
    fireEvent.click(dialog.getAllByLabelText('Role')[0] ?? document.body);
    const offered = (name: string) => screen.findAllByRole('option', { name, hidden: true });
    expect(await offered('Client')).toHaveLength(2); // of the list's filter too
    expect(await offered('Administrator')).toHaveLength(1);
    await choose(dialog, 'Role', 'Client');
    await waitFor(() => expect(dialog.queryByText(/You can't give rights/)).toBeNull());
  });

  it('without the server: the screen says that the password waits, and its refusal keeps the typed values', async () => {
    await open({
      at: `/settings/people?person=${zoe.id}`,
      sync: {
        state: 'offline',
        toSend: 1,
        needsYou: 0,
        done: 0,
        total: 0,
        lastContactAt: '2026-11-20T07:00:00.000Z',
        upToDateAt: null,
        nextTryAt: null,
        firstSync: false,
        notKept: [],
        partlyKept: [],
        problem: null,
      },
      handlers: {
        'people.givePassword': () => Promise.resolve(refuse('sync/offline', 'This person waits to be sent.', {})),
      },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'Give a first password' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Let Zoe Holt sign in' }));
    expect(dialog.getByRole('note').textContent).toContain('never stored on this device');
    fireEvent.change(dialog.getByLabelText('Password'), { target: { value: 'six pale orange kites' } });
    fireEvent.click(dialog.getByRole('button', { name: /^Give this password/ }));
    expect(await dialog.findByText('This person waits to be sent.')).toBeDefined();
    expect(dialog.getByDisplayValue('six pale orange kites')).toBeDefined();
  });
});

describe('a person’s access', () => {
  it('is changed by one act: another role, in another team', async () => {
    const { performed } = await open();
    fireEvent.click(await rowOf('Ana Brecklin'));
    const dialog = within(await screen.findByRole('dialog', { name: 'Ana Brecklin' }));
    await choose(dialog, 'Role', 'Manager');
    await choose(dialog, 'In', 'South');
    fireEvent.click(dialog.getByRole('button', { name: 'Add a role' }));
    fireEvent.click(dialog.getByRole('button', { name: /^Save the roles/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(performed[0]).toMatchObject({
      label: 'Changed the roles of Ana Brecklin',
      edits: [
        {
          id: ana.id,
          fields: {
            memberships: [
              { role: 'manager', teamId: southTeam.id },
              { role: 'member', teamId: null },
            ],
          },
        },
      ],
    });
  });

  it('[PLT-22] may end by itself: a role until a time, which the list names', async () => {
    const { performed } = await open();
    fireEvent.click(await rowOf('Ana Brecklin'));
    const dialog = within(await screen.findByRole('dialog', { name: 'Ana Brecklin' }));
    const until = await dialog.findByLabelText('Until');
    fireEvent.change(until, { target: { value: '4 Dec 2026 14:30' } });
    fireEvent.blur(until);
    fireEvent.click(dialog.getByRole('button', { name: /^Save the roles/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    expect(JSON.stringify(performed[0])).toMatch(/"until":"2026-12-04T\d\d:30:00\.000Z"/);
  });

  it('[A-1] of a person with more rights is not changed: the roles are read-only, with the reason', async () => {
    await open({ at: `/settings/people?person=${olga.id}` });
    const dialog = within(await screen.findByRole('dialog', { name: 'Olga Keene' }));
    expect(dialog.getByRole('note').textContent).toContain('may do more than you');
    for (const name of [/Save the roles/, /password/, /Take away/])
      expect(dialog.queryByRole('button', { name })).toBeNull();
  });

  it('is removed after the dialog lists their records, which are handed on in the same group of acts', async () => {
    const changes: unknown[] = [];
    const undone: unknown[] = [];
    const group = '0190b1f2-7c00-7000-8000-000000000777';
    const { performed } = await open({
      at: `/settings/people?person=${ana.id}`,
      handlers: {
        'records.summary': ({ entity }) =>
          Promise.resolve(
            accept({ groups: [{ value: null, count: entity === 'crm/deal' ? 12 : entity === 'crm/lead' ? 1 : 0, sums: {} }], refs: {} }),
          ),
        'records.search': () =>
          Promise.resolve(accept({ hits: [{ id: olga.id, entity: 'platform/person', title: 'Olga Keene', subtitle: '', how: 'title', ownerId: null }] })),
        'acts.changeMany': (wish) => {
          changes.push([wish.entity, wish.where, wish.change.sets, wish.act?.group]);
          return Promise.resolve(accept({ records: 1, changed: 1, same: 0, refused: [], values: [], group, next: null }));
        },
        'acts.undoGroup': (input) => {
          undone.push(input);
          return Promise.resolve(accept({ acts: 3, group }));
        },
      },
    }); // prettier-ignore
    fireEvent.click(await screen.findByRole('button', { name: 'Take away…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Take away Ana Brecklin’s access' }));
    expect(await dialog.findByText(/They own 12 deals and 1 lead that this device holds/)).toBeDefined();
    await give(dialog.getByLabelText('Hand their records to'));
    fireEvent.click(dialog.getByRole('button', { name: /^Suspend Ana Brecklin/ }));
    await waitFor(() => expect(performed).toHaveLength(1));
    const mine = { field: 'ownerId', op: 'is', value: ana.id };
    expect(changes).toEqual([
      ['crm/deal', mine, { ownerId: olga.id }, null],
      ['crm/lead', mine, { ownerId: olga.id }, group],
    ]);
    expect(performed[0]).toMatchObject({ label: 'Suspended Ana Brecklin', group, edits: [{ id: ana.id, fields: { status: 'suspended' } }] }); // prettier-ignore
    fireEvent.click(await screen.findByRole('button', { name: /^Undo/, hidden: true }));
    await waitFor(() => expect(undone).toEqual([{ group }]));
  });

  it('stays when the dialog is left while records are handed on; those handed on can be undone', async () => {
    const group = '0190b1f2-7c00-7000-8000-000000000777';
    const changed: string[] = [];
    let finish = () => {};
    const { performed } = await open({
      at: `/settings/people?person=${ana.id}`,
      handlers: {
        'records.summary': ({ entity }) =>
          Promise.resolve(accept({ groups: [{ value: null, count: entity === 'crm/deal' || entity === 'crm/lead' ? 2 : 0, sums: {} }], refs: {} })),
        'records.search': () =>
          Promise.resolve(accept({ hits: [{ id: olga.id, entity: 'platform/person', title: 'Olga Keene', subtitle: '', how: 'title', ownerId: null }] })),
        'acts.changeMany': async ({ entity }) => {
          changed.push(entity);
          await new Promise<void>((resolve) => { finish = resolve; });
          return accept({ records: 1, changed: 1, same: 0, refused: [], values: [], group, next: null });
        },
      },
    }); // prettier-ignore
    fireEvent.click(await screen.findByRole('button', { name: 'Take away…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Take away Ana Brecklin’s access' }));
    await dialog.findByText(/They own 2 deals and 2 leads/);
    await give(dialog.getByLabelText('Hand their records to'));
    fireEvent.click(dialog.getByRole('button', { name: /^Suspend Ana Brecklin/ }));
    fireEvent.click(await dialog.findByRole('button', { name: 'Stop here' }));
    await waitFor(() => expect(screen.queryByRole('dialog', { name: /^Take away/ })).toBeNull());
    finish();
    expect(await screen.findByText(/^Stopped. Ana Brecklin still has access/)).toBeDefined();
    expect(screen.getByRole('button', { name: /^Undo/, hidden: true })).toBeDefined();
    expect([changed, performed]).toEqual([['crm/deal'], []]);
  });
});
