import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { holding } from '../../testing/decision-world.ts';
import { seesUse } from './sees-use.ts';

describe('[A-5] the use of an organisation’s limits', () => {
  it.each([
    ['an administrator of people', ['platform/person:administer@org'], true],
    ['a person with every right in their team', ['*:*@team'], false],
    ['a person who reads all records of the organisation', ['*:read@org'], false],
    ['a person without rights', [], false],
  ])('is read by administrators alone: %s', (_, grants, isRead) => {
    expect(seesUse(holding(...grants), installedCatalogue)).toBe(isRead);
  });

  it('is read by nobody where there are no people', () => {
    expect(seesUse(holding('*:*@org'), { entities: installedCatalogue.entities })).toBe(false);
  });
});
