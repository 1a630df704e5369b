import { installedCatalogue } from '@outpost/domain/installed-packs';
import { installDomLayout } from '@outpost/ui/testing/dom-layout';
import { act, cleanup, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { crmScreens } from '../packs/crm/screens.ts';
import { renderApp } from '../testing/render-app.tsx';
import { installedParts, slotsOf } from './slots-of.tsx';

installDomLayout();
afterEach(cleanup);
const slots = slotsOf([crmScreens]);
/** A pack with a page of its own, in the place of the CRM's screens. */
const withPage = slotsOf([
  {
    ...crmScreens,
    routes: [
      {
        path: '/bench',
        area: { place: 100, label: 'Bench', icon: 'chart' },
        load: () => Promise.resolve(() => <h1>The bench</h1>),
      },
    ],
  },
]);
/** The catalogue of a tenant that has removed the pack. */
const withoutCrm = {
  ...installedCatalogue,
  packs: installedCatalogue.packs.map((pack) => ({ ...pack, isInstalled: pack.name !== 'crm' })),
};

describe('[T-21] the slots of the generic screens', () => {
  it('contain the pages of packs by address, and their entries in the rail', () => {
    expect(installedParts(installedCatalogue, withPage.pages)).toMatchObject([
      { path: '/bench', area: { place: 100, label: 'Bench', icon: 'chart' } },
    ]);
  });

  it('[T-25] contain no part of a pack that the tenant has removed', () => {
    const { pages, makes, recordParts } = withPage;
    const filled = [pages, makes, recordParts];
    expect(filled.map((slot) => installedParts<unknown>(installedCatalogue, slot).length)).not.toContain(0);
    expect(filled.flatMap((slot) => installedParts<unknown>(withoutCrm, slot))).toEqual([]);
  });

  it('refuse two packs that both declare the entries of a kind in timelines, notes, or lines under cards, at start', () => {
    const other = { ...crmScreens, pack: 'workshop', dialogs: [], manyActs: [] };
    expect(() => slotsOf([crmScreens, other])).toThrow(
      'Packs crm and workshop both declare entries of crm/activity in timelines; only one may',
    );
    const [activities] = crmScreens.record.timeline ?? [];
    const notes = activities ? [{ ...activities, entity: 'workshop/repair' }] : [];
    expect(() => slotsOf([crmScreens, { ...other, record: { parts: [], timeline: notes } }])).toThrow(
      'both declare notes in timelines',
    );
    const silent = { ...other, record: { parts: [] } };
    expect(() => slotsOf([silent, crmScreens])).toThrow('both declare lines under cards');
    expect(slots.timeline).toMatchObject([
      { pack: 'crm', part: { entity: 'crm/activity' } },
      { pack: 'crm', part: { entity: 'crm/private-email' } },
      { pack: 'crm', part: { entity: 'crm/task' } },
      { pack: 'crm', part: { entity: 'crm/consent' } },
      { pack: 'crm', part: { entity: 'crm/enrolment' } },
    ]);
    const { useCardLines: _without, ...quiet } = silent;
    expect(slotsOf([quiet])).toMatchObject({ timeline: [], cardLines: undefined });
  });
});

describe('[T-21] the window', () => {
  it('shows the screens of the installed packs: a page in the rail and at its address, and sections of the home page', async () => {
    const { router } = await renderApp({ slots: withPage });
    expect(await screen.findByRole('heading', { name: /^Quiet deals/ })).toBeDefined();
    expect(screen.getAllByText('Bench')).not.toEqual([]);
    act(() => router.history.push('/bench'));
    expect(await screen.findByRole('heading', { name: 'The bench' })).toBeDefined();
  });
});
