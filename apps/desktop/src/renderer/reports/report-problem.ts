import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Measure } from '@outpost/domain/kernel/questions/list-query';
import type { ReportDefinition } from '@outpost/domain/kernel/reports/report-definition';
import type { Principal } from '@outpost/domain/kernel/access/access';
import { mayRead } from '../records/may.ts';
import { missingField } from '../records/values/missing-field.ts';
import { reportField } from '../../reports/report-field.ts';

const fieldsOf = (measure: Measure): readonly string[] => {
  if ('field' in measure) return [measure.field];
  return 'from' in measure ? [measure.from, measure.to] : [];
};

/**
 * Returns the reason why a report cannot be answered here. Its kind or one of its fields was retired, the person may
 * not see such records, or this device does not keep them. `past` has the retired kinds and fields, for their
 * names. Undefined for a report that can be asked.
 */
export function reportProblem(
  {
    catalogue,
    past,
    notWhole = [],
  }: { readonly catalogue: Catalogue; readonly past: Catalogue; readonly notWhole?: readonly string[] },
  principal: Principal,
  { entity: name, where, measures, groups, period }: ReportDefinition,
): string | undefined {
  const entity = catalogue.entities.get(name);
  const was = past.entities.get(name);
  if (!entity || entity.isRetired === true)
    return was
      ? `${was.label.many} are no longer kept. Their records are not deleted; an administrator can bring them back.`
      : `There is no kind of record called “${name}” here. It may come with the next sync.`;
  if (!mayRead(principal, entity)) return `${entity.label.many} are not shared with your role.`;
  if (notWhole.includes(name))
    return `This device does not keep all ${entity.label.many.toLowerCase()}, so it cannot count them. Open their list to ask the server.`;
  const filters = [where, ...measures.flatMap((one) => (one.fn === 'ratio' ? [one.where, one.of] : [one.where]))];
  const named = [
    ...measures.flatMap(fieldsOf),
    ...groups.map(({ field }) => field),
    ...(period ? [period.field, ...(period.otherwise === undefined ? [] : [period.otherwise])] : []),
  ];
  const missing =
    named.find((path) => reportField(catalogue, entity, path) === undefined) ??
    filters.map((filter) => missingField(catalogue, entity, filter)).find((field) => field !== undefined);
  if (missing === undefined) return undefined;
  const label = was?.fields[missing]?.label;
  return label === undefined
    ? `No field of ${entity.label.many.toLowerCase()} is called “${missing}”. It may come with the next sync.`
    : `The field ${label} is retired. Choose another one; its values are kept, and an administrator can bring it back.`;
}
