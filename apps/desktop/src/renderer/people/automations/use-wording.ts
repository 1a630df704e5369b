import type { AutomationDefinition } from '@outpost/domain/kernel/automation/automation-definition';
import type { Filter } from '@outpost/domain/kernel/questions/list-query';
import { readDefinition } from '@outpost/domain/kernel/automation/automation-definition';
import { allDraftSteps, type DraftStep } from '@outpost/domain/kernel/automation/automation-draft';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useMemo } from 'react';
import type { ShownAutomationVersion } from '../../../bridge/calls/automation-calls.ts';
import { textIn } from '../../records/values/shown-value.ts';
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
  const ofSteps = allDraftSteps(steps).map((step) => ('where' in step ? step.where : undefined));
  const { before, after } = trigger.kind === 'change' ? trigger : {};
  const all = [before, after, conditions, ...ofSteps].filter((one) => one !== undefined);
  return all.length === 0 ? undefined : { and: all };
}

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
  return useMemo(() => {
    if (entity === undefined) return undefined;
    const nameOf = (id: string): string | undefined =>
      names[id]?.title ?? (textIn(roles?.find(({ fields }) => fields['key'] === id)?.fields['label']) || undefined);
    return { catalogue, entity, known, formats, nameOf };
  }, [catalogue, entity, known, formats, names, roles]);
}
