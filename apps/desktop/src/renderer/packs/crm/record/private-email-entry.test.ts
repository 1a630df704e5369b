import { describe, expect, it } from 'vitest';
import type { ShownRecord } from '../../../../bridge/contract.ts';
import { changesOfPrivateEmail, privateEmailEntry } from './private-email-entry.tsx';

const record = (fields: ShownRecord['fields']) => ({ id: 'a', entity: 'crm/private-email', life: 'alive', ownerId: 'me', createdAt: '2026-11-20T08:00:00.000Z', waiting: 0, fields }) as ShownRecord; // prettier-ignore
const names = { me: 'me', nameOf: () => 'Someone', textOf: () => '' };
const fields = { about: 'crm/deal:d', kind: 'email', fromAddress: 'cleo@example.com', subject: 'Re: Your offer' };

describe('[MBX-16] a private e-mail on the timeline of its owner', () => {
  it('has a lock and says that nobody else sees it', () => {
    expect(privateEmailEntry(record(fields), names, () => null)).toMatchObject({
      icon: 'lock',
      note: 'Only you see it',
      title: 'E-mail from cleo@example.com: Re: Your offer',
    });
    expect(privateEmailEntry(record({ kind: 'note' }), names, () => null)).toMatchObject({ title: 'E-mail' });
  });

  it('[MBX-21] offers to share it, in one act whose label names neither its sender nor its subject', () => {
    expect(changesOfPrivateEmail(record(fields))).toMatchObject([
      {
        label: 'Let others see it',
        done: 'Shared an e-mail',
        fields: { life: 'deleted' },
        makes: { entity: 'crm/activity' },
      },
    ]);
    expect(changesOfPrivateEmail(record({}))).toEqual([]);
  });
});
