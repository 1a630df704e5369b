import { describe, expect, it } from 'vitest';
import { crmScreens } from './crm/screens.ts';
import { onlyOne, packAreas, packPages } from './installed-screens.tsx';

describe('[T-21] the screens of packs', () => {
  it('come from one list: their pages by address, those with an area in the rail', () => {
    expect([...packPages.keys()]).toEqual(crmScreens.routes.map(({ path }) => path));
    expect(packAreas).toEqual([{ path: '/reports', place: 100, label: 'Reports', icon: 'chart' }]);
  });

  it('of two packs that both declare the timeline, or lines under cards, are refused at start', () => {
    const other = { ...crmScreens, pack: 'workshop' };
    expect(() => onlyOne('a timeline', [crmScreens, other], ({ record }) => record.timeline)).toThrow(
      'Packs crm and workshop both declare a timeline; one pack may',
    );
    const silent = { ...other, record: { parts: [] } };
    expect(onlyOne('a timeline', [silent, crmScreens], ({ record }) => record.timeline)?.entity).toBe('crm/activity');
    expect(onlyOne('a timeline', [silent], ({ record }) => record.timeline)).toBeUndefined();
  });
});
