import type { Replica } from '@outpost/desktop/replica/replica';
import { openReader, openWriter } from '@outpost/desktop/replica/storage/files/keyed-connection';
import { mustSucceed } from '../must.ts';
import { circleAt, cornersAt, nearMetres, placedEntity, pointAt } from '../place-points.ts';
import { rawKey } from '../raw/raw-file.ts';

/** Records of one act while a side is filled. */
const filledAtOnce = 1_000;
export type PlaceTask = { readonly times: number };
type Answer = { readonly times: readonly number[]; readonly counts: readonly number[] };

/** Ours: the calls that the map and the lists make. */
export const replicaPlaceTasks = (
  replica: () => Replica,
  timed: (times: number, ask: (turn: number) => Promise<unknown>) => Promise<readonly number[]>,
) => ({
  // prettier-ignore
  'replica.placeFill': async ({ count }: { readonly count: number }) => {
    for (let from = 0; from < count; from += filledAtOnce) {
      const edits = Array.from({ length: Math.min(filledAtOnce, count - from) }, (_empty, at) => ({
        entity: placedEntity,
        create: { fields: { name: `Placed ${from + at}`, place: pointAt(from + at) } },
      }));
      mustSucceed(await replica().handlers['acts.perform']({ label: 'Placed', shape: 'each', edits }));
    }
  },
  'replica.placesNear': async ({ times }: PlaceTask): Promise<Answer> => {
    const counts: number[] = [];
    const ask = async (turn: number) => {
      const where = { field: 'place', op: 'near' as const, value: circleAt(turn, nearMetres) };
      const { ids } = mustSucceed(await replica().handlers['records.places']({ entity: placedEntity, field: 'place', where, limit: 100_000 })); // prettier-ignore
      counts[turn] = ids.length;
    };
    return { times: await timed(times, ask), counts };
  },
  'replica.placesIn': async ({ times }: PlaceTask): Promise<Answer> => {
    const counts: number[] = [];
    const ask = async (turn: number) => {
      const where = {
        field: 'place',
        op: 'in-area' as const,
        value: { corners: cornersAt(turn).map((one) => ({ ...one })) },
      };
      const { ids } = mustSucceed(await replica().handlers['records.places']({ entity: placedEntity, field: 'place', where, limit: 100_000 })); // prettier-ignore
      counts[turn] = ids.length;
    };
    return { times: await timed(times, ask), counts };
  },
});

type Connection = ReturnType<typeof openWriter>;
const open: { reader?: Connection } = {};
const rawReader = (): Connection => {
  if (!open.reader) throw new Error('No raw file is open');
  return open.reader;
};

/** Returns the time of each turn in ms, after a tenth as many to warm up. */
function rawTimed(times: number, read: (turn: number) => number): Answer {
  for (let turn = 0; turn < times / 10; turn += 1) read(turn);
  const counts: number[] = [];
  const spent = Array.from({ length: times }, (_empty, turn) => {
    const began = performance.now();
    counts[turn] = read(turn);
    return performance.now() - began;
  });
  return { times: spent, counts };
}

type Found = { readonly id: string; readonly latitude: number; readonly longitude: number };
/** The candidates of a box by the R*Tree, with their places read from two columns. */
const inBox = `select t.id, t.latitude, t.longitude from spots s join placed t on t.seq = s.seq
  where s.south <= ? and s.north >= ? and s.west <= ? and s.east >= ?`;

/** The same by hand: an R*Tree for the box, and the exact test in JavaScript. */
export const rawPlaceTasks = {
  'raw.placeFill': ({ file, count }: { readonly file: string; readonly count: number }) => {
    const writer = openWriter(file, rawKey);
    writer.exec(
      `create table placed (seq integer primary key, id text not null unique, latitude real, longitude real, data text not null);
       create virtual table spots using rtree(seq, south, north, west, east)`,
    );
    const [row, spot] = [
      writer.prepare('insert into placed (id, latitude, longitude, data) values (?, ?, ?, ?)'),
      writer.prepare('insert into spots (seq, south, north, west, east) values (?, ?, ?, ?, ?)'),
    ];
    writer.exec('begin immediate');
    for (let n = 0; n < count; n += 1) {
      const place = pointAt(n);
      const id = `0190b1f2-7c00-7000-8000-${n.toString(16).padStart(12, '0')}`; // as long as ours
      const { lastInsertRowid } = row.run(id, place.latitude, place.longitude, JSON.stringify({ name: `Placed ${n}`, place })); // prettier-ignore
      spot.run(lastInsertRowid, place.latitude, place.latitude, place.longitude, place.longitude);
    }
    writer.exec('commit');
    writer.close();
    return Promise.resolve();
  },
  'raw.placeOpen': ({ file }: { readonly file: string }) => {
    open.reader = openReader(file, rawKey);
    return Promise.resolve();
  },
  'raw.placesNear': ({ times }: PlaceTask): Promise<Answer> => {
    const find = rawReader().prepare<unknown[], Found>(inBox);
    const radians = Math.PI / 180;
    return Promise.resolve(
      rawTimed(times, (turn) => {
        const { latitude, longitude } = circleAt(turn, nearMetres);
        const up = nearMetres / 6_371_008.8 / radians;
        const right = up / Math.cos(latitude * radians) / 0.999; // a little wider than the circle
        const cos = Math.cos(latitude * radians);
        return find.all(latitude + up, latitude - up, longitude + right, longitude - right).filter((at) => {
          const half =
            Math.sin(((at.latitude - latitude) * radians) / 2) ** 2 +
            cos * Math.cos(at.latitude * radians) * Math.sin(((at.longitude - longitude) * radians) / 2) ** 2;
          return 2 * 6_371_008.8 * Math.asin(Math.sqrt(half)) <= nearMetres;
        }).length;
      }),
    );
  },
  'raw.placesIn': ({ times }: PlaceTask): Promise<Answer> => {
    const find = rawReader().prepare<unknown[], Found>(inBox);
    return Promise.resolve(
      rawTimed(times, (turn) => {
        const corners = cornersAt(turn);
        const [ys, xs] = [corners.map(({ latitude }) => latitude), corners.map(({ longitude }) => longitude)];
        return find.all(Math.max(...ys), Math.min(...ys), Math.max(...xs), Math.min(...xs)).filter((at) => {
          let isIn = false;
          for (const [index, from] of corners.entries()) {
            const to = corners[(index + 1) % corners.length] ?? from;
            if (from.latitude > at.latitude === to.latitude > at.latitude) continue;
            const crossing = from.longitude + ((at.latitude - from.latitude) / (to.latitude - from.latitude)) * (to.longitude - from.longitude); // prettier-ignore
            if (at.longitude < crossing) isIn = !isIn;
          }
          return isIn;
        }).length;
      }),
    );
  },
};
