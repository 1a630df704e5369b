import { PMTiles } from 'pmtiles';
import type { TileFile } from './map-model.ts';

/** The tiles of one file. */
export type TileReader = {
  readonly file: TileFile;
  /** The greatest zoom that the file has. Undefined where it cannot be read. */
  readonly maxZoom: () => Promise<number | undefined>;
  /** Returns a tile; nothing where the file has none there. */
  readonly tile: (z: number, x: number, y: number) => Promise<ArrayBuffer | undefined>;
};

/** Returns a reader of a PMTiles file. Its directories are read once. */
export function tileReader(file: TileFile): TileReader {
  const archive = new PMTiles({
    getKey: () => file.id,
    getBytes: async (offset, length) => ({ data: await file.readBytes(offset, length) }),
  });
  return {
    file,
    maxZoom: async () => {
      try {
        return (await archive.getHeader()).maxZoom;
      } catch {
        return undefined; // a damaged file: the map is drawn without it
      }
    },
    tile: async (z, x, y) => (await archive.getZxy(z, x, y))?.data,
  };
}
