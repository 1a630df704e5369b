import { z } from 'zod';
import type { Entity } from '../entities/entity.ts';
import type { StoredRecord } from '../entities/record.ts';
import { type Catalogue, unknownEntity } from '../catalogue/catalogue.ts';
import type { TenantPage } from '../catalogue/views.ts';
import { badDefinition, type DefinitionRefusal, misread, type ReadDefinition } from './own-kinds.ts';

/** Chosen: more columns than the side of a page has room for. */
const mostListColumns = 12;

const name = z.string().min(1).max(120);
const chosen = z.object({ shown: z.array(name).max(300), hidden: z.array(name).max(300) });
/** PLT-10: the sections of a record's page as a tenant's administrators have arranged them. */
export const pageDefinitionSchema = z.object({
  forEntity: z.string(),
  sections: z
    .array(
      z.object({
        title: z.string().min(1).max(80),
        tab: z.string().min(1).max(80).exactOptional(),
        fields: z.array(name).max(300),
      }),
    )
    .min(1, 'must have one section at least')
    .max(30),
  /** Fields that the page does not show. Lists, searches, forms and exports still do. */
  hidden: z.array(name).max(300).nullish(),
  /** PLT-11: the figures in the head, by `figureName`. Left out: the pack's. */
  figures: chosen.nullish(),
  /** PLT-11: the related lists, by `listName`. Left out: all, in the pack's order. */
  lists: chosen.nullish(),
  /** PLT-11: by `listName`, the columns of a related list in order. Names of missing columns are left out when a page is made. */
  columns: z.record(z.string().min(1).max(240), z.array(name).max(mostListColumns)).nullish(),
});
export type PageDefinition = z.infer<typeof pageDefinitionSchema>;

/**
 * Returns the catalogue with the pages that a tenant has arranged. A definition that cannot be read, or whose kind is missing, is
 * skipped. Fields that are missing are left out when a page is made (`viewsOf`): a device may receive a page before its fields.
 */
export function withPages(
  catalogue: Catalogue,
  written: readonly StoredRecord['fields'][],
): { readonly catalogue: Catalogue; readonly read: readonly ReadDefinition<PageDefinition>[] } {
  const pages = new Map<string, TenantPage>();
  const read = written.map((fields, place): ReadDefinition<PageDefinition> => {
    const parsed = pageDefinitionSchema.safeParse(fields);
    if (!parsed.success) return { place, refusal: misread(parsed.error) };
    const definition = parsed.data;
    const entity = catalogue.entities.get(definition.forEntity);
    const refusal = entity ? judgePage(entity, definition) : unknownEntity(definition.forEntity);
    if (refusal) return { place, refusal };
    if (!pages.has(definition.forEntity))
      pages.set(definition.forEntity, {
        sections: definition.sections,
        hidden: definition.hidden ?? [],
        ...(definition.figures ? { figures: definition.figures } : {}),
        ...(definition.lists ? { lists: definition.lists } : {}),
        ...(definition.columns ? { columns: definition.columns } : {}),
      });
    return { place, definition };
  });
  return { catalogue: pages.size === 0 ? catalogue : { ...catalogue, pages }, read };
}

/** Whether a page may leave a field out: nobody could make or tell apart records without their title and required fields. */
export const mayHide = ({ title, stages, fields }: Entity, field: string): boolean =>
  field !== title && field !== stages && fields[field]?.required !== true;

function judgePage(
  entity: Entity,
  { sections, hidden, figures, lists, columns }: PageDefinition,
): DefinitionRefusal | undefined {
  const named = [...sections.flatMap(({ fields }) => fields), ...(hidden ?? [])];
  const labelOf = (field: string) => entity.fields[field]?.label ?? field;
  const twice = named.find((field, place) => named.indexOf(field) !== place);
  if (twice !== undefined) return badDefinition(`${labelOf(twice)} is on the page twice.`, 'sections');
  for (const [field, parts] of [
    ['figures', figures],
    ['lists', lists],
  ] as const) {
    const names = parts ? [...parts.shown, ...parts.hidden] : [];
    const repeated = names.find((one, place) => names.indexOf(one) !== place);
    if (repeated !== undefined) return badDefinition(`${repeated} is on the page twice.`, field);
  }
  for (const names of Object.values(columns ?? {})) {
    const repeated = names.find((one, place) => names.indexOf(one) !== place);
    if (repeated !== undefined) return badDefinition(`${repeated} is in a list twice.`, 'columns');
  }
  const needed = (hidden ?? []).find((field) => !mayHide(entity, field));
  return needed === undefined
    ? undefined
    : badDefinition(`${labelOf(needed)} can't be hidden: every record needs it.`, 'hidden');
}
