import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Field } from '@outpost/domain/kernel/entities/fields';
import { askedAt } from '@outpost/domain/kernel/query/query-path';

/** A field that a report can use, by its path, with its name for people: "Account: Sector". */
export type ReportField = { readonly path: string; readonly label: string; readonly field: Field };

/** Returns the field at a path. Undefined for a field that the tenant does not have. */
export function reportField(catalogue: Catalogue, entity: Entity, path: string): ReportField | undefined {
  const asked = askedAt(catalogue, entity, { path, where: path });
  if (!asked.ok) return undefined;
  const { field, hop } = asked.value;
  return { path, field, label: hop ? `${hop.field.label}: ${field.label}` : field.label };
}
