import type { TileFile } from '@outpost/ui/map/map-model';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Bridge } from '../../bridge/contract.ts';
import { type MapFile, mostMapBytes } from '../../bridge/calls/map-calls.ts';
import { ask } from '../queries/ask.ts';
import { queryKeyOf } from '../queries/query-key-of.ts';
import { useBridge } from '../window/app-ports.tsx';

/** Returns a file's bytes: over the bridge, because a page reads no files. */
async function bytesOf(bridge: Bridge, id: string, offset: number, length: number): Promise<ArrayBuffer> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let done = 0; done < length; done += mostMapBytes) {
    const wanted = Math.min(mostMapBytes, length - done);
    const { base64 } = await ask(bridge, 'map.bytes', { id, offset: offset + done, length: wanted });
    pieces.push(Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
  }
  const [only, second] = pieces;
  return only && !second ? only.buffer : new Blob(pieces).arrayBuffer();
}

/** The maps of this device: their descriptions and their tiles. Undefined until they are known. */
export type KnownMapFiles = { readonly known: readonly MapFile[]; readonly files: readonly TileFile[] };

/** Returns the maps of this device. A map that is put into the folder later is found when the view is opened again. */
export function useMapFiles(): KnownMapFiles | undefined {
  const bridge = useBridge();
  const { data } = useQuery({
    queryKey: queryKeyOf('map.files', '', null),
    queryFn: () => ask(bridge, 'map.files', null),
  });
  const known = data?.files;
  return useMemo(
    () =>
      known && {
        known,
        files: known.map(({ id, kind }): TileFile => ({
          id,
          isArea: kind === 'area',
          readBytes: (offset, length) => bytesOf(bridge, id, offset, length),
        })),
      },
    [bridge, known],
  );
}
