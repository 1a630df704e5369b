import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import { withDefinitions } from '../definitions/tenant-definitions.ts';
import { filesKindOf } from './files-kind.ts';

describe('the kind of files', () => {
  it('[T-19] is found by its declaration, and its records belong to every kind that carries files, a tenant’s own too', () => {
    const { catalogue } = withDefinitions(installedCatalogue, {
      entities: [{ name: 'vehicle', label: 'Vehicle', labelMany: 'Vehicles' }],
      retiredEntities: [],
      fields: [],
      packs: [],
    });
    const kind = filesKindOf(catalogue);
    expect([kind?.entity.name, kind?.content, kind?.caption]).toEqual(['platform/file', 'content', 'caption']);
    const about = kind?.entity.fields[kind.about];
    expect(about?.type === 'ref' ? about.targets : []).toEqual(
      expect.arrayContaining(['crm/deal', 'crm/contact', 'own/vehicle']),
    );
  });
});
