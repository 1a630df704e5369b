import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Entity } from '../entities/entity.ts';
import type { FileValue } from '../entities/fields.ts';
import type { StoredRecord } from '../entities/record.ts';

/**
 * T-19: the kind whose records are the files of other records. Contains the names of its parent field, of the field
 * with the file, and of its caption, the first text besides its title.
 */
export type FilesKind = {
  readonly entity: Entity;
  readonly about: string;
  readonly content: string;
  readonly caption?: string;
};

/**
 * Returns the kind of files of a catalogue: one that is a child of every kind that carries files, and has a field with a file.
 * Undefined where no pack declares one.
 */
export function filesKindOf({ entities }: Pick<Catalogue, 'entities'>): FilesKind | undefined {
  for (const entity of entities.values()) {
    const { parent: about, fields, isRetired } = entity;
    if (about === undefined || isRetired === true) continue;
    const field = fields[about];
    if (field?.type !== 'ref' || field.carrying !== 'files') continue;
    const content = Object.keys(fields).find((name) => fields[name]?.type === 'file');
    const caption = Object.keys(fields).find((name) => name !== entity.title && fields[name]?.type === 'text');
    if (content !== undefined) return { entity, about, content, ...(caption === undefined ? {} : { caption }) };
  }
  return undefined;
}

/** Returns the file in a field of a record; undefined where the field is empty or is not a file. */
export function fileIn(
  { fields }: Pick<StoredRecord, 'fields'>,
  { entity, field }: { readonly entity: Entity; readonly field: string },
): FileValue | undefined {
  const value = fields[field];
  return entity.fields[field]?.type === 'file' && typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as FileValue) // records are parsed by their fields' schemas before they are stored
    : undefined;
}
