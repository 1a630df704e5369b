import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { admin, givenRecords, northTeam } from '../testing/given-people.ts';
import { renderApp } from '../testing/render-app.tsx';

installDomLayout();
const steps = async () => within(await screen.findByRole('navigation', { name: 'Getting started' }));
const open = async (step: string, more: Parameters<typeof renderApp>[0] = {}) => {
  const drawn = await renderApp({ session: admin, rows: givenRecords, at: `/setup?step=${step}`, ...more });
  await steps();
  return drawn;
};

describe('the first run', () => {
  it('shows the finished steps, opens the first open one, and goes on to the next', async () => {
    const { router, local } = await renderApp({ session: admin, rows: givenRecords, at: '/setup' });
    expect((await steps()).getByRole('button', { current: 'step' }).textContent).toContain('Packs');
    fireEvent.click(screen.getByRole('button', { name: /^Done, go on/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({ step: 'people' }));
    expect(local.get('first-steps')).toMatchObject({ seen: ['packs'] });
    fireEvent.click(screen.getByRole('button', { name: 'Skip for now' }));
    expect(await screen.findByRole('heading', { name: 'Bring your data' })).toBeDefined();
    expect(local.get('first-steps')).toMatchObject({ seen: ['packs'] });
    fireEvent.click(screen.getByRole('button', { name: 'Leave, come back from Home' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/'));
    fireEvent.click(await screen.findByRole('button', { name: /^People/ }));
    expect(await screen.findByText(/people work here/)).toBeDefined();
  });

  it('[A-2] shows a member neither packs nor people', async () => {
    await renderApp({ at: '/setup' });
    const shown = (await steps()).getAllByRole('button').map(({ textContent }) => textContent);
    expect(shown.filter((text) => /^\d?(Packs|People)/u.test(text))).toEqual([]);
  });

  it('leads to an import, to a first record, and to the settings of the organisation', async () => {
    const { router } = await open('import');
    expect(screen.getByRole('button', { name: 'New deal' })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Import a file' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/import'));
    await router.navigate({ to: '/setup', search: { step: 'organisation' } });
    fireEvent.click(await screen.findByRole('button', { name: 'Change name, currency and time zone' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/settings/organisation'));
  });

  it('fills the organisation with example data in one group, and removes it in one press', async () => {
    const undone: string[] = [];
    const handlers = {
      'acts.undoGroup': ({ group }: { readonly group: string }) => {
        undone.push(group);
        return Promise.resolve(accept({ acts: 1, group }));
      },
    };
    const { performed, local } = await open('import', { handlers });
    fireEvent.click(screen.getByRole('button', { name: 'Fill with example data' }));
    const remove = await screen.findByRole('button', { name: 'Remove the example data' }, { timeout: 10_000 });
    const groups = new Set(performed.map(({ group }) => group));
    const kinds = new Set(performed.flatMap(({ edits }) => edits.map(({ entity }) => entity)));
    expect([groups.size, kinds.has('crm/deal'), kinds.has('crm/account')]).toEqual([1, true, true]);
    expect(performed.every(({ isStep }) => isStep === false)).toBe(true);
    fireEvent.click(remove);
    expect(await screen.findByRole('button', { name: 'Fill with example data' })).toBeDefined();
    expect(undone).toEqual([...groups]);
    expect(local.get('first-steps')).toMatchObject({ example: null });
  });

  it('stops at a refusal of the example data, and offers to remove what was made', async () => {
    let asked = 0;
    const handlers = {
      'acts.perform': () => {
        asked += 1;
        return Promise.resolve(refuse('access/denied', 'You may not do that.', { action: 'create' as const }));
      },
    };
    await open('import', { handlers });
    fireEvent.click(screen.getByRole('button', { name: 'Fill with example data' }));
    expect(await screen.findByText('You may not do that.')).toBeDefined();
    expect([asked, await screen.findByRole('button', { name: 'Remove the example data' })]).toMatchObject([1, {}]);
  });
});

const idOf = (n: number) => `0190b1f2-7c00-7000-8000-00000000070${n}`;
const email = (line: number) => screen.getByRole('textbox', { name: `E-mail address ${line}` });
const type = (line: number, value: string) => fireEvent.change(email(line), { target: { value } });
const paste = (line: number, text: string) => fireEvent.paste(email(line), { clipboardData: { getData: () => text } });

describe('[PLT-17] the step that invites colleagues', () => {
  it('sends each address with its role and team, and goes on', async () => {
    const asked: unknown[] = [];
    const { router, local } = await open('people', {
      handlers: {
        'acts.perform': (input) => {
          asked.push(input);
          return Promise.resolve(accept({ act: idOf(9), ids: [idOf(1), idOf(2)] }));
        },
        'people.invite': (input) => {
          asked.push(input);
          return Promise.resolve(accept({ expiresAt: '2026-11-27T09:00:00.000Z' }));
        },
      },
    });
    await screen.findByText(/Invite your colleagues/);
    type(1, 'lior@x.example');
    expect(screen.getByRole('button', { name: /^Send the invitation and go on/ })).toBeDefined();
    fireEvent.keyDown(email(1), { key: 'Enter' });
    expect(document.activeElement).toBe(email(2));
    type(2, 'v.ames@x.example');
    fireEvent.change(screen.getByRole('combobox', { name: 'Role of v.ames@x.example' }), { target: { value: 'viewer' } }); // prettier-ignore
    fireEvent.change(screen.getByRole('combobox', { name: 'Team of v.ames@x.example' }), { target: { value: northTeam.id } }); // prettier-ignore
    type(3, 'zoe@example.com');
    fireEvent.blur(email(3));
    expect(await screen.findByText('Zoe Holt is here already, left out.')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: /^Send 2 invitations and go on/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({ step: 'import' }));
    const create = (name: string, role: string, teamId: string | null) => ({
      entity: 'platform/person',
      create: {
        fields: { name, email: `${name}@x.example`, status: 'not-invited', memberships: [{ role, teamId }] },
        ownerId: null,
      },
    });
    expect(asked).toEqual([
      expect.objectContaining({ edits: [create('lior', 'member', null), create('v.ames', 'viewer', northTeam.id)] }),
      { id: idOf(1) },
      { id: idOf(2) },
    ]);
    expect(local.get('first-steps')).toMatchObject({ seen: ['people'] });
    expect(local.get('draft/setup-invites')).toEqual({ rows: [] });
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('heading', { name: 'Bring your data' })));
  });

  it('makes lines of a pasted list, says so, and removes a line with the focus staying in the list', async () => {
    await open('people');
    await screen.findByText(/Invite your colleagues/);
    paste(1, 'a@x.example, b@x.example\nc@x.example');
    expect(await screen.findByText('3 addresses, each in a line.')).toBeDefined();
    expect([1, 2, 3, 4].map((line) => email(line).getAttribute('value'))).toEqual(['a@x.example', 'b@x.example', 'c@x.example', '']); // prettier-ignore
    fireEvent.click(screen.getByRole('button', { name: 'Remove b@x.example' }));
    expect(await screen.findByText('Removed b@x.example.')).toBeDefined();
    expect(document.activeElement).toBe(email(2));
    expect(email(2).getAttribute('value')).toBe('c@x.example');
  });

  it('sends nothing while a line is wrong, and leads there', async () => {
    const { performed } = await open('people');
    await screen.findByText(/Invite your colleagues/);
    type(1, 'a@x.example');
    type(2, 'sanna@fenwright');
    fireEvent.blur(email(2));
    expect(await screen.findByText(/“sanna@fenwright” is not an e-mail address like/)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: /^Send the invitation/ }));
    expect((await screen.findByRole('alert')).textContent).toBe('Correct the marked lines, or remove them.');
    expect([document.activeElement, performed]).toEqual([email(2), []]);
    expect(screen.getByText(/“sanna@fenwright” is not an e-mail address like/)).toBeDefined();
  });

  it('is skipped without losing its lines, and the home page goes on at the step that was left', async () => {
    const { router, local } = await open('people');
    await screen.findByText(/Invite your colleagues/);
    type(1, 'lior@x.example');
    fireEvent.click(screen.getByRole('button', { name: 'Skip for now' }));
    expect(await screen.findByRole('heading', { name: 'Bring your data' })).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Leave, come back from Home' }));
    fireEvent.click(await screen.findByRole('button', { name: 'Go on where you were' }));
    expect(await screen.findByRole('heading', { name: 'Bring your data' })).toBeDefined();
    expect(local.get('first-steps')).toMatchObject({ seen: [], at: 'import' });
    fireEvent.click(screen.getByRole('button', { name: 'Back' }));
    await waitFor(() => expect(router.state.location.search).toEqual({ step: 'people' }));
    expect((await screen.findByRole('textbox', { name: 'E-mail address 1' })).getAttribute('value')).toBe('lior@x.example'); // prettier-ignore
  });

  it('goes on without an address, and says why people could not be added', async () => {
    const { router } = await open('people', {
      handlers: {
        'acts.perform': () => Promise.resolve(refuse('access/denied', 'You may not do that.', { action: 'create' as const })), // prettier-ignore
      },
    });
    await screen.findByText(/Invite your colleagues/);
    type(1, 'lior@x.example');
    fireEvent.click(screen.getByRole('button', { name: /^Send the invitation/ }));
    expect((await screen.findByRole('alert')).textContent).toBe('You may not do that.');
    fireEvent.click(screen.getByRole('button', { name: 'Remove lior@x.example' }));
    fireEvent.click(screen.getByRole('button', { name: /^Done, go on/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({ step: 'import' }));
  });
});

describe('the tour', () => {
  it('goes from page to page, can be left, and continues at the same stop', async () => {
    const { router, local } = await open('help');
    fireEvent.click(screen.getByRole('button', { name: 'Begin the tour' }));
    const tour = within(await screen.findByRole('complementary', { name: 'Tour' }));
    expect(tour.getByRole('heading', { name: 'Home' })).toBeDefined();
    fireEvent.click(tour.getByRole('button', { name: 'Next' }));
    await waitFor(() => expect(router.state.location.pathname).toMatch(/^\/list\//));
    fireEvent.click(await screen.findByRole('button', { name: 'Leave the tour' }));
    await waitFor(() => expect(screen.queryByRole('complementary', { name: 'Tour' })).toBeNull());
    expect(local.get('first-steps')).toMatchObject({ stop: 1, isOnTour: false });
    await router.navigate({ to: '/setup', search: { step: 'help' } });
    fireEvent.click(await screen.findByRole('button', { name: 'Go on with the tour, stop 2' }));
    expect(await screen.findByRole('heading', { name: /^The list of/ })).toBeDefined();
  });

  it('is marked as done at its end, and can be left with Escape', async () => {
    const { local } = await open('help');
    fireEvent.click(screen.getByRole('button', { name: 'Begin the tour' }));
    fireEvent.keyDown(await screen.findByRole('complementary', { name: 'Tour' }), { key: 'Escape' });
    await waitFor(() => expect(local.get('first-steps')).toMatchObject({ isOnTour: false }));
  });
});
