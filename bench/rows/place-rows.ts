import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { median } from '../results.ts';
import { withChild } from '../stage/child.ts';
import type { BenchRow } from './bench-row.ts';

const times = 200;
/**
 * An edge of our areas is the shortest way. An edge of the raw ones is straight in degrees. At most this many places of
 * one area are between the two edges.
 */
const mostApart = 2;

/** Places found by a circle and by a drawn area, compared with a hand-written R*Tree and test in JavaScript. */
const places: BenchRow = {
  name: 'places',
  async run(stage) {
    const profile = join(await stage.newFolder('placed'), 'profile');
    await cp(await stage.syncedProfile(), profile, { recursive: true });
    const count = stage.size;
    stage.say(`placing ${count.toLocaleString('en')} records …`);
    const ours = await withChild(async (child) => {
      await child.ask('replica.open', { profile });
      await child.ask('replica.placeFill', { count });
      const near = await child.ask('replica.placesNear', { times });
      const within = await child.ask('replica.placesIn', { times });
      await child.ask('replica.close', undefined);
      return { near, within };
    }, stage.replicaProcess);
    const file = join(await stage.newFolder('placed-raw'), 'raw.sqlite');
    const raw = await withChild(async (child) => {
      await child.ask('raw.placeFill', { file, count });
      await child.ask('raw.placeOpen', { file });
      return {
        near: await child.ask('raw.placesNear', { times }),
        within: await child.ask('raw.placesIn', { times }),
      };
    });
    for (const which of ['near', 'within'] as const) {
      const apart = ours[which].counts.map((found, turn) => Math.abs(found - (raw[which].counts[turn] ?? 0)));
      if (Math.max(...apart) > (which === 'near' ? 0 : mostApart))
        throw new Error(`The two sides find different places (${which}): ${apart.join(' ')}`);
    }
    return [
      { name: 'places within 5 km', ours: median(ours.near.times), raw: median(raw.near.times), unit: 'ms', better: 'lower', goal: 1.5 },
      { name: 'places in an area of 9 corners', ours: median(ours.within.times), raw: median(raw.within.times), unit: 'ms', better: 'lower', goal: 1.5 },
    ]; // prettier-ignore
  },
};

export const placeRows: readonly BenchRow[] = [places];
