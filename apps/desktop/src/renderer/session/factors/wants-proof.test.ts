import { describe, expect, it } from 'vitest';
import { wantsProof } from './wants-proof.ts';

const id = '0190b1f2-7c00-7000-8000-000000000001';
const act = (entity: string, fields: Readonly<Record<string, string>>) =>
  wantsProof('acts.perform', { label: 'Changed', edits: [{ entity, id, fields }] });

describe('[PLT-28] a call that the device carries out', () => {
  it('needs a proof if its edits change rights', () => {
    expect(act('platform/person', { status: 'suspended' })).toBe(true);
    expect(act('platform/person', { life: 'deleted' })).toBe(true);
    expect(act('platform/person', { name: 'Ben' })).toBe(false);
    expect(act('platform/role', { label: 'Seller' })).toBe(false);
    expect(act('crm/deal', { name: 'Acme' })).toBe(false);
    const made = { entity: 'platform/role', create: { fields: { key: 'seller' } } };
    expect(wantsProof('acts.perform', { label: 'Made', edits: [made] })).toBe(true);
  });
  it('needs a proof if it exports everything', () => {
    expect(wantsProof('exports.beginAll', { secret: null } as never)).toBe(true);
    expect(wantsProof('sync.tray', null)).toBe(false);
  });
});
