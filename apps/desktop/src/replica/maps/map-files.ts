import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';
import type { MapFile } from '../../bridge/calls/map-calls.ts';

/** The folders of a device's maps. */
export type MapPlaces = {
  /** The map of the build. It may be missing where the app runs unbuilt. */
  readonly world: string;
  /** The folder in which an administrator puts PMTiles files of an area. It may be missing. */
  readonly folder: string;
};

const worldId = 'world';
const ending = '.pmtiles';

/** The map files of a device. They contain no records, so nobody needs to be signed in to read them. */
export type MapFiles = {
  /** Returns the present files that are maps, the world first, areas by name. */
  readonly list: () => Promise<readonly MapFile[]>;
  /** Returns a range of a file as base64. Refuses with replica/not-held. */
  readonly read: (range: {
    readonly id: string;
    readonly offset: number;
    readonly length: number;
  }) => Promise<Result<{ base64: string }>>;
};

/** Whether an error says that a file or folder does not exist. */
const isMissing = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';

/** Returns a map file's description; `undefined` where there is no such file or it does not begin as PMTiles of version 3 do. */
async function describe(path: string, about: Pick<MapFile, 'id' | 'kind' | 'name'>): Promise<MapFile | undefined> {
  try {
    const { size, mtime } = await stat(path);
    const handle = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
      if (bytesRead < 8 || buffer.toString('latin1', 0, 7) !== 'PMTiles' || buffer[7] !== 3) return undefined;
    } finally {
      await handle.close();
    }
    return { ...about, sizeBytes: size, writtenAt: mtime.toISOString() };
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw cause;
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(ending)).toSorted();
  } catch (cause) {
    if (isMissing(cause)) return [];
    throw cause;
  }
}

/** Returns the map files of a device. */
export function mapFiles({ world, folder }: MapPlaces): MapFiles {
  return {
    list: async () => {
      const areas = (await namesIn(folder)).map((name) =>
        describe(join(folder, name), { id: name, kind: 'area', name: basename(name, ending) }),
      );
      const found = await Promise.all([describe(world, { id: worldId, kind: 'world', name: 'World' }), ...areas]);
      return found.filter((file) => file !== undefined);
    },
    read: async ({ id, offset, length }) => {
      // The id of an area is a name in the folder and never a path.
      const isName = basename(id) === id && id.endsWith(ending);
      const path = id === worldId ? world : isName ? join(folder, id) : undefined;
      const none = refuse('replica/not-held', 'This map is no longer on this device. Open the map again.', {
        what: 'map',
      });
      if (path === undefined) return none;
      try {
        const handle = await open(path, 'r');
        try {
          const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
          return accept({ base64: buffer.toString('base64', 0, bytesRead) });
        } finally {
          await handle.close();
        }
      } catch (cause) {
        if (isMissing(cause)) return none;
        throw cause;
      }
    },
  };
}
