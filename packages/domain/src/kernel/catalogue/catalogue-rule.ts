import type { Entity } from '../entities/entity.ts';
import type { Breach, Rule } from '../entities/rule.ts';
import type { FieldName, RecordOf } from '../entities/typed-record.ts';
import type { Catalogue } from './catalogue.ts';

/** A rule that asks the tenant's kinds of record, too. */
export interface CatalogueRule<E extends Entity> extends Rule {
  readonly on: E['name'];
  check(at: { readonly record: RecordOf<E>; readonly catalogue: Catalogue }): Breach<FieldName<E>> | undefined;
}

/** Declares a rule over the values of one kind that name other kinds of record and their fields. */
export const catalogueRule = <E extends Entity>(
  on: E,
  declared: Pick<CatalogueRule<E>, 'id' | 'check'>,
): CatalogueRule<E> => ({ ...declared, on: on.name });
