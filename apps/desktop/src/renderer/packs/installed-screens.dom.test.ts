import { installedCatalogue } from '@outpost/domain/installed-packs';
import { describe, expect, it } from 'vitest';
import { crmScreens } from './crm/screens.ts';
import { homeMakesOf, onlyOne, packAreasOf, packPageAt, timelineKindOf } from './installed-screens.tsx';

/** The catalogue of a tenant that has removed the pack. */
const withoutCrm = {
  ...installedCatalogue,
  packs: installedCatalogue.packs.map((pack) => ({ ...pack, isInstalled: pack.name !== 'crm' })),
};

describe('[T-21] the screens of packs', () => {
  it('come from one list: their pages by address, those with an area in the rail', () => {
    expect(crmScreens.routes.map(({ path }) => packPageAt(installedCatalogue, path))).not.toContain(undefined);
    expect(packPageAt(installedCatalogue, '/nowhere')).toBeUndefined();
    expect(packAreasOf(installedCatalogue)).toMatchObject([{ path: '/reports', place: 100, label: 'Reports', icon: 'chart' }]); // prettier-ignore
  });

  it('[T-25] of a pack that the tenant has removed are shown nowhere', () => {
    expect(homeMakesOf(installedCatalogue)).not.toEqual([]);
    expect(timelineKindOf(installedCatalogue)).toBeDefined();
    expect(packPageAt(withoutCrm, '/reports')).toBeUndefined();
    expect(packAreasOf(withoutCrm)).toEqual([]);
    expect(homeMakesOf(withoutCrm)).toEqual([]);
    expect(timelineKindOf(withoutCrm)).toBeUndefined();
  });

  it('of two packs that both declare the timeline, or lines under cards, are refused at start', () => {
    const other = { ...crmScreens, pack: 'workshop' };
    expect(() => onlyOne('a timeline', [crmScreens, other], ({ record }) => record.timeline)).toThrow(
      'Packs crm and workshop both declare a timeline; one pack may',
    );
    const silent = { ...other, record: { parts: [] } };
    const declared = onlyOne('a timeline', [silent, crmScreens], ({ record }) => record.timeline);
    expect([declared?.pack, declared?.part.entity]).toEqual(['crm', 'crm/activity']);
    expect(onlyOne('a timeline', [silent], ({ record }) => record.timeline)).toBeUndefined();
  });
});
