const id = (n: number): string => `0190b1f2-7c00-7000-8000-0000000000${n}`;
const key = (n: number, name: string, more: object) => ({
  id: id(n),
  clientId: `op1.0190b1f27c007000.8000a1b2c3${n}`,
  name,
  madeBy: id(90),
  grants: ['crm/deal:read@org', 'crm/account:read@org'],
  madeAt: '2026-05-01T09:00:00.000Z',
  expiresAt: '2027-05-01T09:00:00.000Z',
  usedOn: '2026-11-19',
  revokedAt: null,
  ...more,
});

/** API keys in each of their states, as the scripted server returns them. */
export const demoKeys = [
  key(11, 'Website form', { grants: ['crm/lead:create@org'] }),
  key(12, 'Data warehouse', { expiresAt: '2026-12-02T09:00:00.000Z', grants: ['crm/deal', 'crm/account', 'crm/contact', 'crm/activity'].map((kind) => `${kind}:read@org`) }),
  key(13, 'Old import', { expiresAt: '2026-06-01T09:00:00.000Z', usedOn: null }),
  key(14, 'Telephone system', { revokedAt: '2026-10-02T14:00:00.000Z' }),
]; // prettier-ignore
