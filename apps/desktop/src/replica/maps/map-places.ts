import { join } from 'node:path';
import type { MapPlaces } from './map-files.ts';

/**
 * Returns the folders of a shell's maps: `out/map` for the build's own map; OUTPOST_MAPS_DIR, else `maps` of the profile, for
 * larger ones of an area. `out` is the folder of the build.
 */
export const mapPlaces = (
  env: Readonly<Record<string, string | undefined>>,
  { out, profile }: { readonly out: string; readonly profile: string },
): MapPlaces => ({
  world: join(out, 'map', 'world.pmtiles'),
  folder: env['OUTPOST_MAPS_DIR'] || join(profile, 'maps'),
});
