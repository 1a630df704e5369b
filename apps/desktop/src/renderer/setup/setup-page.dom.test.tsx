import { accept, refuse } from '@outpost/domain/kernel/refusal';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { admin, givenRecords } from '../testing/given-people.ts';
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
    fireEvent.click(screen.getByRole('button', { name: 'Done, go on' }));
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
