import { describe, expect, it } from 'vitest';
import { givenServer } from '../testing/given-server.ts';
import { makeSalesWorld } from '../testing/sales-world.ts';

const given = givenServer();

describe('the feed', () => {
  it('[E-3] a page of long texts has fewer rows, and no row is left out', async () => {
    const w = await makeSalesWorld(given.test);
    const ids = Array.from({ length: 900 }, w.id);
    const about = 'long '.repeat(4_000);
    await w.mia.do(ids.map((id) => w.deal(id, { about })));
    const first = await w.mia.page(5_000);
    if (first.kind !== 'page') throw new Error(first.kind);
    expect(first.done).toBe(false);
    expect(JSON.stringify(first).length).toBeLessThan(9_000_000);
    await w.mia.pull(5_000);
    expect(w.mia.holds('crm/deal')).toEqual([...ids].sort());
    expect(new Set(w.mia.history.filter((row) => row.entity === 'crm/deal').map(({ id }) => id)).size).toBe(900);
  });
});
