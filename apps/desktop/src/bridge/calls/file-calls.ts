import { idSchema } from '@outpost/domain/kernel/ids';
import { mostFileBytes } from '@outpost/domain/kernel/files/file-types';
import { z } from 'zod';

/** The number of bytes in one piece of a file over the bridge. */
export const filePieceBytes = 768 * 1024;

/** E-3: the greatest number of files that one act adds. */
export const mostFilesAtOnce = 100;

/**
 * Where the bytes of a record's file are. `waiting`: on this device, and not on the server yet. `device`: on both. `server`: not on
 * this device. `fetching`: on the way to this device.
 */
export const filePlaceSchema = z.enum(['waiting', 'device', 'server', 'fetching']);

export const fileStateSchema = z.strictObject({
  record: idSchema,
  place: filePlaceSchema,
  /** The bytes of a file that are sent or received so far. */
  movedBytes: z.number().int(),
  /** The last failure, for a person. */
  problem: z.string().nullable(),
});
export type FileState = z.output<typeof fileStateSchema>;

/** The greatest number of bytes of a picture's small version. Chosen: a photo of 320 px has some 20 KB, one full of noise 100 KB. */
export const mostSmallPictureBytes = 128 * 1024;

/** The types in which small versions are kept. */
export const smallPictureTypes = ['image/webp', 'image/jpeg', 'image/png'] as const;

const smallPictureSchema = z.strictObject({
  mediaType: z.enum(smallPictureTypes),
  base64: z.string().max(4 * Math.ceil(mostSmallPictureBytes / 3)),
});

/** The calls of files and photos (ADR 47). Records of files come and go by the usual calls; these move their bytes. */
export const fileCalls = {
  /** Announces a file to add. Refuses one that is empty or too large before any byte is sent. */
  'files.begin': {
    input: z.strictObject({ name: z.string().min(1).max(400), sizeBytes: z.number().int().min(0) }),
    output: z.strictObject({ draft: idSchema }),
  },
  /** Takes the next bytes of a file as base64. The last piece completes the draft. */
  'files.piece': {
    input: z.strictObject({
      draft: idSchema,
      at: z.number().int().min(0).max(mostFileBytes),
      base64: z.string().max(1_500_000),
    }),
    output: z.strictObject({ receivedBytes: z.number().int() }),
  },
  /** Removes a draft. */
  'files.drop': { input: z.strictObject({ draft: idSchema }), output: z.null() },
  /**
   * Adds whole drafts to a record, by one act. Refuses all of them where one can't be kept: `details.draft` of `files/unfit` names
   * it.
   */
  'files.add': {
    input: z.strictObject({
      entity: z.string().max(120),
      id: idSchema,
      label: z.string().min(1).max(200),
      drafts: z.array(idSchema).min(1).max(mostFilesAtOnce),
    }),
    output: z.strictObject({ act: idSchema, ids: z.array(idSchema) }),
  },
  /**
   * PLT-45: gives a person or an organisation a picture, or takes it away (null): an ordinary act on the record. Its bytes are sent as
   * those of other files. The other calls take the record's id in the place of a file's.
   */
  'files.setPicture': {
    input: z.strictObject({
      entity: z.string().max(120),
      id: idSchema,
      label: z.string().min(1).max(200),
      draft: idSchema.nullable(),
    }),
    output: z.strictObject({ act: idSchema, ids: z.array(idSchema) }),
  },
  /** PLT-45: returns which of these records have a picture of their own, with its content. Others are left out. */
  'files.pictures': {
    input: z.strictObject({ records: z.array(idSchema).max(500) }),
    output: z.strictObject({
      pictures: z.array(z.strictObject({ record: idSchema, sha256: z.string(), mediaType: z.string() })),
    }),
  },
  /** Returns where the bytes of these records' files are, in their order. */
  'files.states': {
    input: z.strictObject({ records: z.array(idSchema).max(500) }),
    output: z.strictObject({ states: z.array(fileStateSchema) }),
  },
  /** Returns the number of files of this device that wait for the server, their bytes, and the last failure. */
  'files.waiting': {
    input: z.null(),
    output: z.strictObject({ files: z.number().int(), bytes: z.number().int(), problem: z.string().nullable() }),
  },
  /** Sends waiting files now, also those that failed. Does not wait for their end. */
  'files.sendNow': { input: z.null(), output: z.null() },
  /** Gets a file's bytes from the server, if this device does not have them. Resolves when they are here. */
  'files.fetch': { input: z.strictObject({ record: idSchema }), output: z.null() },
  /** Returns bytes of a file that is on this device, as base64: request piece 0, then `next` until it is null. */
  'files.read': {
    input: z.strictObject({ record: idSchema, piece: z.number().int().min(0) }),
    output: z.strictObject({ base64: z.string(), next: z.number().int().nullable() }),
  },
  /**
   * Returns the small version of a picture, which this device made before. `none`: it was not made yet, or the bytes are not here.
   * `undrawable`: the picture is damaged or too large to draw.
   */
  'files.small': {
    input: z.strictObject({ record: idSchema }),
    output: z.discriminatedUnion('state', [
      z.strictObject({ state: z.literal('made'), ...smallPictureSchema.shape }),
      z.strictObject({ state: z.literal('none') }),
      z.strictObject({ state: z.literal('undrawable') }),
    ]),
  },
  /** Keeps the small version of a picture whose bytes are on this device; null where it can't be drawn. Never sent anywhere. */
  'files.keepSmall': {
    input: z.strictObject({ record: idSchema, small: smallPictureSchema.nullable() }),
    output: z.null(),
  },
} as const;
