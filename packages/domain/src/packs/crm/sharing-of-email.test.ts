import { describe, expect, it } from 'vitest';
import { activity } from './entities/activity.entity.ts';
import { privateEmail } from './entities/private-email.entity.ts';
import { sharedEmail } from './sharing-of-email.ts';

const fields = {
  about: 'crm/deal:0190b1f2-7c00-7000-8000-000000000001',
  with: '0190b1f2-7c00-7000-8000-000000000002',
  kind: 'email',
  fromAddress: 'cleo@example.com',
  subject: 'Re: Your offer',
  body: 'Nine is fine.',
  quoted: '> Dear Cleo',
  happensAt: '2026-11-20T08:00:00.000Z',
};
const of = (more: object = {}, life = 'alive') => sharedEmail({ entity: privateEmail.name, life, fields: { ...fields, ...more } }); // prettier-ignore

describe('[MBX-21] sharing a private e-mail', () => {
  it('makes an e-mail that came in, with all of its words', () => {
    expect(of()).toEqual({ entity: 'crm/activity', fields: { ...fields, direction: 'in' } });
    const shared = of()?.fields ?? {};
    expect(Object.keys(shared).filter((name) => !(name in activity.fields))).toEqual([]);
  });

  it('loses no field of a private e-mail but the id of the shared one', () => {
    const { sharedAs: _id, ...all } = privateEmail.fields;
    expect(Object.keys(of()?.fields ?? {})).toEqual(expect.arrayContaining(Object.keys(all)));
  });

  it('gives the shared one the id that all copies of the e-mail name, and a new one where the id cannot be read', () => {
    const sharedAs = '0190b1f2-7c00-8000-8000-000000000003';
    expect(of({ sharedAs })).toMatchObject({ id: sharedAs });
    expect(of({ sharedAs: 'x' })).not.toHaveProperty('id');
  });

  it('of an automatic e-mail makes a note, which stops no sequence', () => {
    expect(of({ kind: 'note' })?.fields).toMatchObject({ kind: 'note' });
    expect(of({ kind: 'note' })?.fields).not.toHaveProperty('direction');
  });

  it('is not offered for one that is about nothing, was deleted, or is another record', () => {
    expect([of({ about: undefined }), of({}, 'deleted'), sharedEmail({ entity: 'crm/task', life: 'alive', fields })]).toEqual([undefined, undefined, undefined]); // prettier-ignore
  });
});
