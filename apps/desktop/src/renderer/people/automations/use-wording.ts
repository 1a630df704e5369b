import type { AutomationDefinition } from '@outpost/domain/kernel/automation/automation-definition';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { readDefinition } from '@outpost/domain/kernel/automation/automation-definition';
import { allDraftSteps } from '@outpost/domain/kernel/automation/automation-draft';
import type { DraftStep } from '@outpost/domain/kernel/automation/draft-step';
import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { referredFields } from '@outpost/domain/kernel/query/referred-fields';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import type { ShownAutomationVersion } from '../../../bridge/calls/automation-calls.ts';
import { textIn } from '../../records/values/shown-value.ts';
import { fieldSpecOf, type SpecSources } from '../../records/field-spec-of.ts';
import { useSpecSources } from '../../records/use-field-specs.ts';
import { useRefNames } from '../../records/use-ref-names.ts';
import { useCatalogue, usePastCatalogue } from '../../records/use-entity.ts';
import { useFilterFields } from '../../lists/use-filter-fields.ts';
import { usePeopleEntities, useRolesAndTeams } from '../use-people.ts';
import type { DefinitionWording } from './automation-words.ts';

/** Reads the definition of a version, as the server has sent it; undefined where this build cannot. */
export function definitionOf(version: ShownAutomationVersion | null): AutomationDefinition | undefined {
  if (version?.definition == null) return undefined;
  const { entity: forEntity, trigger, conditions = null, steps } = version.definition;
  return readDefinition({ forEntity, trigger, conditions, steps });
}

/** A definition, or a draft of one. */
export type Worded = Pick<AutomationDefinition, 'entity' | 'trigger'> & {
  readonly conditions?: Filter | undefined;
  readonly steps: readonly DraftStep[];
};

/** Returns all filters of a definition as one, for the names of records that stand in them. */
function filtersOf({ trigger, conditions, steps }: Worded): Filter | undefined {
  const ofSteps = allDraftSteps(steps).map((step) => ('where' in step ? step.where : undefined)); // those of loops are about other kinds
  const { before, after } = trigger.kind === 'change' ? trigger : {};
  const all = [before, after, conditions, ...ofSteps].filter((one) => one !== undefined);
  return all.length === 0 ? undefined : { and: all };
}

/** Returns the fields by which records of a kind can be filtered: its own, and those of records to which it refers. */
function specsOf(catalogue: Catalogue, entity: Entity, sources: SpecSources): readonly FieldSpec[] {
  const own = [...Object.keys(entity.fields), 'ownerId', 'teamId', 'createdAt', 'updatedAt'].flatMap((name) => fieldSpecOf(entity, name, sources) ?? []);
  const referred = referredFields(catalogue, entity).flatMap(({ path, label, target, name }) => {
    const spec = fieldSpecOf(target, name, sources);
    return spec ? [{ ...spec, id: path, label }] : [];
  });
  return [...own, ...referred];
} // prettier-ignore

/** Returns what the words of a definition need: the fields of its kind, and the names of people and roles. */
export function useWording(definition: Worded | undefined): DefinitionWording | undefined {
  const formats = useFormats();
  const catalogue = useCatalogue();
  const past = usePastCatalogue();
  const { person } = usePeopleEntities();
  const entity = past.entities.get(definition?.entity ?? '');
  const any = past.entities.get(person);
  if (any === undefined) throw new Error('No pack declares people');
  const { known } = useFilterFields(
    entity ?? any,
    useMemo(() => definition && filtersOf(definition), [definition]),
  );
  const names = useRefNames(definition);
  const roles = useRolesAndTeams()?.roles;
  const sources = useSpecSources(names);
  return useMemo(() => {
    if (entity === undefined) return undefined;
    const nameOf = (id: string): string | undefined =>
      names[id]?.title ?? (textIn(roles?.find(({ fields }) => fields['key'] === id)?.fields['label']) || undefined);
    const wording: DefinitionWording = {
      catalogue, entity, known, formats, nameOf,
      forKind(kind) {
        const other = past.entities.get(kind);
        return other === undefined ? wording : { ...wording, entity: other, known: specsOf(past, other, sources) };
      },
    }; // prettier-ignore
    return wording;
  }, [catalogue, past, entity, known, formats, names, roles, sources]);
}
