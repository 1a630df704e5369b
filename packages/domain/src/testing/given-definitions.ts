import { installedCatalogue } from '../installed-packs.ts';
import {
  type DefinitionRecord,
  definitionsIn,
  judgeDefinition,
  type TenantCatalogue,
  withDefinitions,
} from '../kernel/definitions/tenant-definitions.ts';
import type { JsonValue } from '../kernel/json.ts';

/** A definition as a test writes it; `isRetired`: its record is deleted. */
export type WrittenDefinition = Readonly<Record<string, JsonValue>> & { readonly isRetired?: boolean };

/** Test support: returns the id of the definition at a place. */
export const definitionId = (place: number): string => `01890000-0000-7000-8000-${String(place).padStart(12, '0')}`;

/** Test support: returns the records of definitions of own kinds and own fields, in their order. */
export const givenDefinitions = (written: readonly WrittenDefinition[]): readonly DefinitionRecord[] =>
  written.map(({ isRetired, ...fields }, place) => ({
    id: definitionId(place),
    entity: 'labelMany' in fields ? 'platform/custom-object' : 'platform/field-definition',
    life: isRetired === true ? 'deleted' : 'alive',
    createdAt: '2026-11-23T08:00:00.000Z',
    fields,
  }));

/** Test support: returns the catalogue of a tenant with these definitions. */
export const tenantWith = (written: readonly WrittenDefinition[]): TenantCatalogue =>
  withDefinitions(installedCatalogue, definitionsIn(installedCatalogue, givenDefinitions(written)));

/** Test support: returns the refusal of the definition at a place among all; `isNew`: it comes into use. */
export const judgedDefinition = (
  written: readonly WrittenDefinition[],
  place: number,
  isNew = true,
): string | undefined =>
  judgeDefinition(installedCatalogue, givenDefinitions(written), { id: definitionId(place), wasInUse: !isNew })
    ?.message;
