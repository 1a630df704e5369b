import { join } from 'node:path';
import type { MapPlaces } from './map-files.ts';

/**
 * Returns where a shell's maps lie: the build's own map in `out/map`, and larger ones of an area in OUTPOST_MAPS_DIR, else in
 * `maps` of the profile. `out` is the folder of the build.
 */
export const mapPlaces = (
  env: Readonly<Record<string, string | undefined>>,
  { out, profile }: { readonly out: string; readonly profile: string },
): MapPlaces => ({
  world: join(out, 'map', 'world.pmtiles'),
  folder: env['OUTPOST_MAPS_DIR'] || join(profile, 'maps'),
});
