import type { AutomationDefinition } from '@outpost/domain/kernel/automation/automation-definition';
import { readDefinition } from '@outpost/domain/kernel/automation/automation-definition';
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

/** Returns what the words of a definition need: the fields of its kind, and the names of people and roles. */
export function useWording(definition: AutomationDefinition | undefined): DefinitionWording | undefined {
  const formats = useFormats();
  const catalogue = useCatalogue();
  const past = usePastCatalogue();
  const { person } = usePeopleEntities();
  const entity = past.entities.get(definition?.entity ?? '');
  const any = past.entities.get(person);
  if (any === undefined) throw new Error('No pack declares people');
  const { known } = useFilterFields(entity ?? any, definition?.trigger.after);
  const names = useRefNames(definition);
  const roles = useRolesAndTeams()?.roles;
  return useMemo(() => {
    if (entity === undefined) return undefined;
    const nameOf = (id: string): string | undefined =>
      names[id]?.title ?? (textIn(roles?.find(({ fields }) => fields['key'] === id)?.fields['label']) || undefined);
    return { catalogue, entity, known, formats, nameOf };
  }, [catalogue, entity, known, formats, names, roles]);
}
