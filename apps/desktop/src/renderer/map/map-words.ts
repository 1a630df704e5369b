import type { Formats } from '@outpost/ui/formats/formats';
import type { MapFile } from '../../bridge/calls/map-calls.ts';

const megabyte = 1_000_000;

/** Returns the sentences about the maps that this device has, and the parts that they do not show. */
export function mapWords(files: readonly MapFile[], formats: Formats): string {
  const areas = files.filter(({ kind }) => kind === 'area');
  const isWorld = files.some(({ kind }) => kind === 'world');
  const crow = 'Distances are as the crow flies.';
  if (areas.length > 0) {
    const said = areas.map(({ name, writtenAt, sizeBytes }) => `${name}, of ${formats.date(formats.dayOf(writtenAt))}, ${formats.number(Math.max(0.1, Number((sizeBytes / megabyte).toFixed(1))))} MB`); // prettier-ignore
    return `${formats.list(said)}. Beyond it places show without streets. ${crow}`;
  }
  return isWorld ? `Land, borders and towns, without streets. ${crow}` : `No map is on this device: places show without ground. ${crow}`; // prettier-ignore
}

/** Names the sources of the maps of this device. */
export const mapSources = (files: readonly MapFile[]): string =>
  [
    ...(files.some(({ kind }) => kind === 'world') ? ['Natural Earth, US Census Bureau, GeoNames'] : []),
    ...(files.some(({ kind }) => kind === 'area') ? ['OpenStreetMap'] : []),
  ].join(', ');
