import { describe, expect, it } from 'vitest';
import type { JsonValue } from '../../../kernel/json.ts';
import { DecisionWorld, make, record, set } from '../../../testing/decision-world.ts';

type Fields = Readonly<Record<string, JsonValue>>;
const [id, deal] = ['0190b1f2-7c00-7000-8000-00000000e001', '0190b1f2-7c00-7000-8000-00000000d001'];
const about = `crm/deal:${deal}`;
const world = () => {
  const made = new DecisionWorld();
  made.records.set(deal, record(deal, 'crm/deal', { name: 'Acme', stage: 'prospecting' }));
  return made;
};
/** Returns why a new record is refused; undefined: it is not. */
const refusalOfNew = (entity: string, fields: Fields) =>
  world()
    .decide([make(id, entity, fields)])
    .refused.get(id);

describe('[PSH-1] a snippet that is written by an act', () => {
  const written = (fields: Fields) => refusalOfNew('crm/snippet', { name: 'Our address', shortcut: ';addr', words: '12 Lattice Road', ...fields }); // prettier-ignore

  it('has a shortcut that begins with a semicolon, and the tag of a language', () => {
    for (const fields of [{}, { shortcut: ';été-2' }, { language: 'de-CH' }, { language: null }]) expect(written(fields)).toBeUndefined(); // prettier-ignore
    for (const shortcut of ['addr', ';', ';two words', ';;a', `;${'x'.repeat(25)}`])
      expect(written({ shortcut })).toMatchObject({ code: 'records/invalid', details: { field: 'shortcut' } });
    expect(written({ shortcut: 'addr' })).toMatchObject({ details: { rule: 'PSH-1' } });
    expect(written({ shortcut: 'addr' })?.message).toContain('such as ;addr');
    expect(written({ language: 'German' })).toMatchObject({ details: { rule: 'PSH-1', field: 'language' } });
  });
});

describe('[PSH-3] words with a gap do not go out', () => {
  const gap = 'Dear [[First name]], we come at nine.';
  const text = { about, kind: 'text', delivery: 'send', number: '+13035550164', body: 'We come at nine.' };
  const mail = { about, kind: 'email', delivery: 'send', toAddress: 'a@b.org', subject: 'Tuesday', body: 'We come.' };
  const letter = { about, receiver: 'Ada Byron', address: { street: 'Main St 1', city: 'Denver' }, subject: 'Your offer', body: 'Dear Ada', release: 'print' }; // prettier-ignore
  const account = '0190b1f2-7c00-7000-8000-00000000e002';
  const post = { account, words: 'Open house', release: 'publish' };

  it.each([
    { by: 'MSG-10', entity: 'crm/activity', fields: text, more: { body: gap }, field: 'body' },
    { by: 'CRM-7', entity: 'crm/activity', fields: mail, more: { body: gap }, field: 'body' },
    { by: 'CRM-7', entity: 'crm/activity', fields: mail, more: { subject: 'For [[First name]]' }, field: 'subject' },
    { by: 'LET-1', entity: 'crm/letter', fields: letter, more: { body: gap }, field: 'body' },
    { by: 'LET-1', entity: 'crm/letter', fields: letter, more: { subject: 'For [[First name]]' }, field: 'body' },
    { by: 'SOC-3', entity: 'crm/social-post', fields: post, more: { words: gap }, field: 'words' },
  ])('$by refuses $entity with $more, and names the gap', ({ by, entity, fields, more, field }) => {
    const refused = (made: Fields) => {
      const at = world();
      at.records.set(account, record(account, 'crm/social-account', { name: 'Acme', network: 'facebook' }));
      return at.decide([make(id, entity, made)]).refused.get(id);
    };
    expect(refused(fields)).toBeUndefined();
    expect(refused({ ...fields, ...more })).toMatchObject({ details: { rule: by, field } });
    expect(refused({ ...fields, ...more })?.message).toContain('[[First name]]');
  });

  it('what is only kept may have one: a note, a logged e-mail, a text that came in, a draft', () => {
    for (const [entity, fields] of [
      ['crm/activity', { about, kind: 'note', subject: gap }],
      ['crm/activity', { ...mail, delivery: 'log', body: gap }],
      ['crm/activity', { ...text, delivery: 'log', direction: 'in', body: gap }],
      ['crm/letter', { ...letter, body: gap, release: 'draft' }],
    ] as const)
      expect(refusalOfNew(entity, fields)).toBeUndefined();
  });

  it('a message that has gone out before, or was taken back, can still be changed; sent again, it is refused', () => {
    const changed = (was: Fields, to: Readonly<Record<string, readonly [JsonValue, JsonValue]>>) => {
      const at = world();
      at.records.set(id, record(id, 'crm/activity', { ...text, body: gap, ...was }));
      return at.decide([set(id, to, 'crm/activity')]).refused.get(id);
    };
    expect(changed({ deliveryStatus: 'sent' }, { purpose: [null, 'contract'] })).toBeUndefined();
    expect(changed({}, { deliveryDecision: [null, 'not-sent'] })).toBeUndefined();
    expect(changed({ deliveryStatus: 'failed' }, { deliveryDecision: [null, 'again'] })).toMatchObject({ details: { rule: 'MSG-10' } }); // prettier-ignore
    expect(changed({}, { purpose: [null, 'contract'] })).toMatchObject({ details: { rule: 'MSG-10' } });
  });
});
