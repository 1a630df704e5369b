import { type PlantedBug, sources } from './planted-bug.ts';

const { domain } = sources;

/** Tenants' pipelines (PLT-16): found by histories in which they are added while deals are made and moved. */
export const bugsOfPipelines: readonly PlantedBug[] = [
  {
    name: 'pipeline-without-key',
    says: 'records that name no pipeline have no key, so the first pipeline does not list them',
    file: `${domain}/entities/field-types.ts`,
    text: "field.type === 'choice' && field.emptyMeans !== undefined ? choiceKey(field, field.emptyMeans) : null",
    instead: 'null',
    by: 'pipelines',
  },
  {
    name: 'pipelines-not-due',
    says: 'records made before the second pipeline keep their old keys',
    file: `${domain}/definitions/tenant-definitions.ts`,
    text: 'now.options.length > built.options.length',
    instead: 'now.options.length > built.options.length + 9',
    by: 'pipelines',
  },
];
