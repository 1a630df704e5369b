import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mapFiles } from './map-files.ts';
import { mapPlaces } from './map-places.ts';

const pmtiles = (rest: string) => Buffer.concat([Buffer.from('PMTiles'), Buffer.from([3]), Buffer.from(rest)]);
const state = { folder: '' };
beforeEach(() => {
  state.folder = mkdtempSync(join(tmpdir(), 'outpost-maps-'));
  mkdirSync(join(state.folder, 'maps'));
  writeFileSync(join(state.folder, 'world.pmtiles'), pmtiles('world'));
});
afterEach(() => rmSync(state.folder, { recursive: true, force: true }));
const given = () => mapFiles({ world: join(state.folder, 'world.pmtiles'), folder: join(state.folder, 'maps') });
const textOf = (base64: string) => Buffer.from(base64, 'base64').toString('latin1');

describe('the map files of a device', () => {
  it('are the world, then the areas in the folder by name; other files are left out', async () => {
    const put = (name: string, bytes: Buffer) => writeFileSync(join(state.folder, 'maps', name), bytes);
    put('vienna.pmtiles', pmtiles('v'));
    put('oslo.pmtiles', pmtiles('o'));
    put('notes.txt', pmtiles('n'));
    put('older.pmtiles', Buffer.concat([Buffer.from('PMTiles'), Buffer.from([2]), Buffer.from('o')]));
    put('broken.pmtiles', Buffer.from('not tiles'));
    const files = await given().list();
    expect(files.map(({ id, kind, name, sizeBytes }) => [id, kind, name, sizeBytes])).toEqual([
      ['world', 'world', 'World', 13],
      ['oslo.pmtiles', 'area', 'oslo', 9],
      ['vienna.pmtiles', 'area', 'vienna', 9],
    ]);
  });

  it('may all be missing', async () => {
    expect(await mapFiles({ world: join(state.folder, 'no'), folder: join(state.folder, 'none') }).list()).toEqual([]);
  });

  it('are read by range, to their end', async () => {
    const read = await given().read({ id: 'world', offset: 8, length: 100 });
    expect(read.ok && textOf(read.value.base64)).toBe('world');
  });

  it.each(['none.pmtiles', '../world.pmtiles', '/etc/passwd', 'maps/x.pmtiles', '..', ''])(
    'are read only by their names: %s is not one',
    async (id) => {
      const read = await given().read({ id, offset: 0, length: 8 });
      expect(read.ok || read.code).toBe('replica/not-held');
    },
  );

  it('are in the build, and in a folder that an administrator may name', () => {
    const at = { out: join('/app', 'out'), profile: join('/home', 'profile') };
    expect(mapPlaces({}, at)).toEqual({
      world: join(at.out, 'map', 'world.pmtiles'),
      folder: join(at.profile, 'maps'),
    });
    expect(mapPlaces({ OUTPOST_MAPS_DIR: '/srv/maps' }, at).folder).toBe('/srv/maps');
  });
});
