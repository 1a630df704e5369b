import { installedCatalogue } from '@outpost/domain/installed-packs';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { entity } from '@outpost/domain/kernel/entities/entity';
import { text } from '@outpost/domain/kernel/entities/fields';
import { idOf } from '@outpost/domain/kernel/ids';
import type { JsonValue } from '@outpost/domain/kernel/json';
import { titleToken } from '@outpost/domain/kernel/text/title-words';
import { seededRandom } from '@outpost/domain/testing/seeded-random';
import { describe, expect, it } from 'vitest';
import { keysAndWords } from './keys-and-words.ts';

const values: Readonly<Record<string, readonly JsonValue[]>> = {
  name: ['Ada', 'ada', 'Übung & Co', null],
  stage: ['prospecting', 'won', null],
  value: [{ amount: 1, currency: 'USD' }, { amount: 1, currency: 'EUR' }, null],
  closesOn: ['2026-11-20', '2026-11-21', null],
  about: ['Words to find', '', null],
  toString: ['a name that every object has'],
  notDeclared: [1, 'x'],
};

describe('keys and words of a record that changes', () => {
  it('[D-2] are the same whether all are made or only the changed ones', () => {
    const deal = entityOf(installedCatalogue, 'crm/deal');
    const random = seededRandom(1);
    const any = () =>
      Object.fromEntries(
        Object.entries(values).flatMap(([name, some]) => (random.below(4) === 0 ? [] : [[name, random.pick(some)]])),
      );
    const first = any();
    let before = { fields: first, ...keysAndWords(deal, first) };
    for (let turn = 0; turn < 2_000; turn += 1) {
      const fields = {
        ...before.fields,
        ...(random.below(3) === 0 ? any() : { name: random.pick(values['name'] ?? []) }),
      };
      const made = keysAndWords(deal, fields, before);
      const search = made.search ?? before.search ?? ''; // absent: unchanged
      expect({ ...made, search }).toEqual(keysAndWords(deal, fields));
      before = { fields, keys: made.keys, search };
    }
  });

  it('[Q-4] find a record by its new title, also where the kind does not search its title', () => {
    const job = entity(idOf('trial/job'), {
      label: { one: 'Job', many: 'Jobs' },
      title: 'name',
      fields: { name: text({ required: true }), about: text({ searched: true }) },
    });
    const fields = { name: 'Paint', about: 'The hall' };
    const before = { fields, ...keysAndWords(job, fields) };
    expect(keysAndWords(job, { ...fields, name: 'Plaster' }, before).search?.split(' ')).toContain(
      titleToken('plaster'),
    );
  });
});
