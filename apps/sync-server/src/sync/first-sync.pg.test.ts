import { installedCatalogue } from '@outpost/domain/installed-packs';
import { describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld } from '../testing/sales-world.ts';
import { made } from '../testing/test-server.ts';

const given = givenServer();

describe('a first sync', () => {
  it('[S-8] brings what people open first before the rest, in small pages too', async () => {
    const { ann, id, deal, task } = await makeSalesWorld(given.test);
    for (let round = 0; round < 2; round += 1) {
      const d = id();
      await ann.do([made(id(), 'crm/contact', { name: 'Ada' })]);
      await ann.do([made(id(), 'crm/account', { name: 'Acme' })]);
      await ann.do([deal(d)]);
      await ann.do([task(id(), d)]);
      await ann.do([made(id(), 'crm/product', { name: 'GTX' })]);
    }
    const kinds: string[] = [];
    for (let done = false; !done;) {
      const page = await ann.page(3);
      if (page.kind !== 'page') throw new Error(page.kind);
      kinds.push(...page.rows.map((row) => ('gone' in row ? 'gone' : row.record.entity)));
      done = page.done;
    }
    const order = [...installedCatalogue.entities.keys()];
    expect(kinds).toEqual(kinds.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
    expect(new Set(kinds)).toEqual(
      new Set(
        order.filter(
          (name) => !['crm/lead', 'crm/activity', 'platform/field-definition', 'platform/custom-object'].includes(name),
        ),
      ),
    );
    expect(order.indexOf('crm/account')).toBeLessThan(order.indexOf('crm/deal')); // a deal shows its account's name
  });
});
