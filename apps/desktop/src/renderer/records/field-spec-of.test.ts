import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { describe, expect, it } from 'vitest';
import { fieldSpecOf } from './field-spec-of.ts';

const deal = entityOf(installedCatalogue, 'crm/deal');
const nameOf = (notKept: readonly string[], id: string) => {
  const spec = fieldSpecOf(deal, 'account', {
    search: () => Promise.resolve([]),
    ownField: () => undefined,
    nameOf: (one) => (one === 'known' ? 'Acme' : undefined),
    isNotKept: (entity) => notKept.includes(entity),
    currency: 'EUR',
    me: 'me',
  });
  return spec?.kind === 'ref' ? spec.nameOf?.(id) : spec?.kind;
};

describe('the name of a linked record', () => {
  it('[A-6] says that its kind is not kept on this device, if that is the reason', () => {
    expect(nameOf(['crm/account'], 'other')).toBe('Not kept on this device');
    expect(nameOf(['crm/account'], 'known')).toBe('Acme'); // made here, and not sent yet
  });

  it('[A-5] is unknown for a record out of sight, whichever kinds the device does not keep', () => {
    expect(nameOf(['crm/lead'], 'other')).toBe(undefined);
  });
});
