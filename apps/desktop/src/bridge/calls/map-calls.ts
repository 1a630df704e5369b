import { placesQuerySchema } from '@outpost/domain/kernel/questions/list-query';
import { z } from 'zod';

/** Chosen: the most bytes of one answer. Tiles are far smaller; a map file's directories may have this size. */
export const mostMapBytes = 4_194_304;

/**
 * A file with a map on this device. `world`: the map that every installation has; `area`: a larger one that an administrator has
 * put into the folder of maps.
 */
const mapFileSchema = z.strictObject({
  id: z.string().max(300),
  kind: z.enum(['world', 'area']),
  name: z.string(),
  sizeBytes: z.number().int(),
  /** The instant at which the file was written. */
  writtenAt: z.string(),
});
export type MapFile = z.infer<typeof mapFileSchema>;

/** The calls for maps: the places of a list, and the tiles under them. */
export const mapCalls = {
  /** Returns the places of a list's records: `ids[n]` is at latitude `degrees[2n]`, longitude `degrees[2n + 1]`. */
  'records.places': {
    input: placesQuerySchema,
    output: z.strictObject({ ids: z.array(z.string()), degrees: z.array(z.number()), more: z.boolean() }),
  },
  /** Returns the map files of this device, the world first. */
  'map.files': { input: z.null(), output: z.strictObject({ files: z.array(mapFileSchema) }) },
  /** Returns a range of a map file as base64; fewer bytes at its end. Refuses with replica/not-held where there is no such file. */
  'map.bytes': {
    input: z.strictObject({
      id: z.string().max(300),
      offset: z.number().int().min(0),
      length: z.number().int().min(1).max(mostMapBytes),
    }),
    output: z.strictObject({ base64: z.string() }),
  },
} as const;
