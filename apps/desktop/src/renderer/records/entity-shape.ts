import type { Entity } from '@outpost/domain/kernel/entity';
import type { ChoiceOption, FieldOf } from '@outpost/domain/kernel/fields';
import { entityOf } from '@outpost/domain/kernel/catalogue';
import { installedCatalogue } from '@outpost/domain/installed-packs';

/** A stage field: the entity's first choice whose options say how they end. Boards, stage paths and pipelines stand on it. */
export type StageField = {
  readonly name: string;
  readonly field: FieldOf<'choice'>;
  readonly options: readonly ChoiceOption[];
};

/** The entity's stage field, or nothing where it has none. */
export function stageFieldOf(entity: Entity): StageField | undefined {
  for (const [name, field] of Object.entries(entity.fields)) {
    if (field.type === 'choice' && field.options.some((option) => option.outcome !== undefined))
      return { name, field, options: field.options };
  }
  return undefined;
}

/** The field that tells what a record is worth: the entity's first money field. */
export function worthFieldOf(entity: Entity): string | undefined {
  return Object.entries(entity.fields).find(([, field]) => field.type === 'money')?.[0];
}

/** Whether a stage is an end. */
export const isClosedStage = (option: ChoiceOption): boolean => option.outcome === 'won' || option.outcome === 'lost';

/** A kind of record that a screen is about and names itself, as the build declares it. Names that come from elsewhere can be the tenant's own (K-3): `useEntity`. */
export const installedEntity = (name: string): Entity => entityOf(installedCatalogue, name);

/** "deal", "deals": the entity's words inside a sentence. */
export const oneOf = (entity: Entity): string => entity.label.one.toLowerCase();
export const manyOf = (entity: Entity): string => entity.label.many.toLowerCase();
