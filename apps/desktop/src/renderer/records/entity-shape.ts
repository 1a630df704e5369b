import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { ChoiceOption, FieldOf } from '@outpost/domain/kernel/entities/fields';
import { entityOf } from '@outpost/domain/kernel/catalogue/catalogue';
import { installedCatalogue } from '@outpost/domain/installed-packs';

/** The field that says where a record stands, with its options. Boards, stage paths and pipelines stand on it. */
export type StageField = {
  readonly name: string;
  readonly field: FieldOf<'choice'>;
  readonly options: readonly ChoiceOption[];
};

/** The entity's stage field, or nothing where it declares none. */
export function stageFieldOf({ stages: name, fields }: Entity): StageField | undefined {
  const field = name === undefined ? undefined : fields[name];
  return name !== undefined && field?.type === 'choice' ? { name, field, options: field.options } : undefined;
}

/** Whether a stage is an end. */
export const isClosedStage = (option: ChoiceOption): boolean => option.outcome === 'won' || option.outcome === 'lost';

/** A kind of record that a screen is about and names itself, as the build declares it. Names that come from elsewhere can be the tenant's own (K-3): `useEntity`. */
export const installedEntity = (name: string): Entity => entityOf(installedCatalogue, name);

/** "deal", "deals": the entity's words inside a sentence. */
export const oneOf = (entity: Entity): string => entity.label.one.toLowerCase();
export const manyOf = (entity: Entity): string => entity.label.many.toLowerCase();
