import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Entity } from '../entities/entity.ts';
import type { FileValue } from '../entities/fields.ts';

/** The types of a picture that is a field of a record: no scripts and no moving pictures. */
export const smallPictureMediaTypes = ['image/png', 'image/jpeg', 'image/webp'] as const;

/** The largest picture of a person or of an organisation. Chosen: the app draws 320 px, some 20 KB; one full of noise has 130 KB. */
export const mostPictureBytes = 262_144;

/**
 * Returns why a file cannot be the picture of a person or of an organisation, as a sentence; undefined where it can.
 */
export function pictureFault({ name, mediaType, sizeBytes, sha256 }: Omit<FileValue, 'id'>): string | undefined {
  if (!smallPictureMediaTypes.some((type) => type === mediaType))
    return `“${name}” is not a PNG, JPEG or WebP picture. Choose another one.`;
  if (sizeBytes === 0 || sizeBytes > mostPictureBytes)
    return `“${name}” is larger than ${mostPictureBytes / 1_024} KB. Make it smaller, and choose it again.`;
  return /^[0-9a-f]{64}$/.test(sha256) ? undefined : 'A picture is named by the SHA-256 of its bytes.';
}

/**
 * Returns the field with the picture of a kind's records, for kinds whose records everybody sees; undefined for all other kinds,
 * and for kinds without a picture.
 */
export function pictureFieldOf({ audience, fields }: Pick<Entity, 'audience' | 'fields'>): string | undefined {
  return audience === 'tenant' ? Object.keys(fields).find((name) => fields[name]?.type === 'file') : undefined;
}

/** Returns the kinds whose records have a picture of their own, with its field. */
export const kindsWithPicture = ({
  entities,
}: Pick<Catalogue, 'entities'>): readonly { readonly entity: Entity; readonly field: string }[] =>
  [...entities.values()].flatMap((entity) => {
    const field = pictureFieldOf(entity);
    return field === undefined ? [] : [{ entity, field }];
  });
