import { describe, expect, it } from 'vitest';
import { installedCatalogue } from '../../installed-packs.ts';
import type { JsonValue } from '../../kernel/json.ts';
import { actId, ann, at, DecisionWorld, record, set } from '../../testing/decision-world.ts';
import { seededRandom } from '../../testing/seeded-random.ts';
import { deriveRecord } from './derive.ts';

const id = '0190b1f2-7c00-7000-8000-00000000d001';
/** A field of each merge policy, with values that people give it. */
const choices = Object.entries<readonly JsonValue[]>({
  source: [null, 'event', 'web', 'call'],
  about: [null, 'one\ntwo', 'one\nthree\ntwo', 'zero\none', 'two'],
  tags: [null, ['a'], ['a', 'b'], ['b', 'c']],
  value: [null, { amount: 5, currency: 'USD' }, { amount: 7, currency: 'EUR' }],
  ownerId: [null, ann],
  life: ['alive', 'deleted'],
});

describe('the record that a device shows for a waiting act', () => {
  it('[D-2a] is equal to the decision of the same act on the same record', () => {
    const random = seededRandom(26);
    const oneOf = () => Object.fromEntries(choices.map(([name, values]) => [name, random.pick(values)]));
    for (let history = 0; history < 500; history += 1) {
      const world = new DecisionWorld();
      const { ownerId, life: _, ...own } = oneOf();
      const fields = Object.fromEntries(Object.entries({ name: 'Acme', stage: 'engaging', ...own }).filter(([, value]) => value !== null)); // prettier-ignore
      const before = record(id, 'crm/deal', fields, { ownerId: ownerId === ann ? ann : null });
      world.records.set(id, before);
      const asked = choices.filter(() => random.chance(0.5));
      const edit = set(id, Object.fromEntries(asked.map(([name, values]) => [name, [random.pick(values), random.pick(values)]]))); // prettier-ignore
      const { records } = world.decide([edit]);
      const act = { id: actId, number: 1, label: 'x', shape: 'together' as const, madeAt: at, edits: [edit] };
      const pending = [{ act, by: ann, state: 'waiting' as const, covered: [] }];
      const shown = deriveRecord(installedCatalogue, before, pending, { id, find: () => undefined });
      const decided = records[0]?.record;
      expect(shown && { ...shown, updatedAt: before.updatedAt, updatedBy: before.updatedBy }).toEqual(
        decided ?? before,
      );
    }
  });
});
