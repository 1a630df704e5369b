import { describe, expect, it } from 'vitest';
import { RecordPlaces } from './record-places.ts';

const idOf = (row: number): string => `01a1f7f8-3000-7503-9e4b-${row.toString(16).padStart(12, '0')}`;

describe('the index of acts by record', () => {
  it('[E-3] returns all acts of each of very many records, in 12 bytes a place', () => {
    const places = new RecordPlaces();
    const count = 50_000;
    for (let row = 0; row < count; row += 1) places.add(idOf(row), Math.floor(row / 100));
    for (let row = 0; row < count; row += 10) places.add(idOf(row), 1_000 + row);
    expect(places.size).toBe(count + count / 10);
    const wrong = Array.from({ length: count }, (_, row) => row).filter((row) => {
      const found = new Set(places.actsOn(idOf(row)));
      return !found.has(Math.floor(row / 100)) || (row % 10 === 0) !== found.has(1_000 + row);
    });
    expect(wrong).toEqual([]);
    const strangers = Array.from({ length: count }, (_, row) => places.actsOn(idOf(count + row)).length);
    expect(strangers.filter((found) => found > 0)).toEqual([]); // 64 bits: one in 10^14
  });

  it('[E-3] drops acts, and reuses their places when more are needed', () => {
    const places = new RecordPlaces();
    for (let round = 0; round < 200; round += 1) {
      for (let row = 0; row < 100; row += 1) places.add(idOf(row), round);
      places.drop(round - 1);
    }
    expect(places.actsOn(idOf(7))).toEqual([199]);
    expect(places.size).toBeLessThan(2_000);
  });
});
