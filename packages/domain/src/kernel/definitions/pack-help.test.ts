import { describe, expect, it } from 'vitest';
import { crm } from '../../packs/crm/pack.ts';
import { platform } from '../../packs/platform/pack.ts';
import { catalogueOf, type Pack } from '../catalogue/catalogue.ts';
import { withPacks } from './tenant-packs.ts';
import { helpOfPacks, type PackHelpPage } from '../catalogue/pages/pack-help.ts';

const page = (id: PackHelpPage['id']): PackHelpPage => ({ id, after: 'start' });
const garden: Pack = {
  name: 'garden',
  version: 1,
  isOptional: true,
  entities: [],
  roles: [],
  help: [page('garden/beds')],
};

describe('[T-20] the help pages of packs', () => {
  it('are listed in the order of the packs', () => {
    expect(helpOfPacks([garden, { name: 'pond', help: [page('pond/fish'), page('pond/frogs')] }])).toEqual(
      ['garden/beds', 'pond/fish', 'pond/frogs'].map((id) => ({ id, after: 'start' })),
    );
  });

  it('have names of their pack, each once', () => {
    expect(() => helpOfPacks([{ name: 'pond', help: [page('garden/beds')] }])).toThrow('Help page garden/beds is declared by pack pond'); // prettier-ignore
    expect(() => helpOfPacks([{ name: 'pond', help: [page('pond/fish'), page('pond/fish')] }])).toThrow('Help page pond/fish is declared twice'); // prettier-ignore
  });

  it('[T-25] are in the catalogue of a tenant while it has the pack', () => {
    const installed = catalogueOf([platform, crm, garden]);
    const idsOf = (isRemoved: boolean) =>
      withPacks(installed, [{ pack: 'garden', isRemoved }]).help.map(({ id }) => id);
    expect(idsOf(false)).toContain('garden/beds');
    expect(idsOf(true)).not.toContain('garden/beds');
    expect(withPacks(installed, []).help.map(({ id }) => id)).not.toContain('garden/beds');
  });
});
