import type { Principal } from '@outpost/domain/kernel/access/access';
import { parseGrant } from '@outpost/domain/kernel/catalogue/role';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { blankRecord } from '@outpost/domain/kernel/entities/record';
import { expect, it } from 'vitest';
import { installedCatalogue } from '@outpost/domain/installed-packs';
import { mostSeers, seersOf } from './ask-seen-by.ts';

const people = 5_000;
const grants = ['crm/deal:read@org', 'crm/deal:update@org'].flatMap((grant) => parseGrant(grant) ?? []);

/** Yields people in pages without a turn of the loop in between. */
async function* pages() {
  for (let at = 0; at < people; at += 1_000)
    yield await Promise.resolve(
      Array.from({ length: 1_000 }, (_, place) => ({ id: `${at + place}`.padStart(6, '0'), life: 'alive' as const, fields: { name: `P${at + place}` } })), // prettier-ignore
    );
}

it('[E-3] looks at a bounded number of people in one turn of the event loop, however many there are', async () => {
  const perTurn: number[] = [0];
  let isOver = false;
  const turn = (): void => {
    perTurn.push(0);
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  const principalOf = ({ id }: { readonly id: string }): Principal => {
    perTurn.push((perTurn.pop() ?? 0) + 1);
    return { userId: id, memberships: [{ role: 'r', teamId: null, portal: false, grants }] };
  };
  const about = { entity: entityOf(installedCatalogue, 'crm/deal'), record: blankRecord('1', 'crm/deal') };
  const seen = await seersOf(pages(), about, principalOf);
  isOver = true;
  expect([seen.count, seen.people.length]).toEqual([people, mostSeers]);
  expect(seen.people[0]).toMatchObject({ name: 'P0', actions: ['update'] });
  expect(Math.max(...perTurn)).toBeLessThan(500);
});
