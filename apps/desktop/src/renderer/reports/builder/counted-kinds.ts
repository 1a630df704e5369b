import type { Catalogue } from '@outpost/domain/kernel/catalogue/catalogue';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { ReportDefinition } from '@outpost/domain/kernel/reports/report-definition';
import type { Principal } from '@outpost/domain/kernel/access/access';
import { areaEntitiesOf } from '../../places/areas.ts';
import { mayRead } from '../../records/may.ts';
import { groupedFields, newReportGroup } from '../../records/report-fields.ts';

/**
 * Returns the kinds of record that a report can count: first those with an area in the rail and the tenant's own, then
 * those that belong to another record.
 */
export function countedKinds(catalogue: Catalogue, principal: Principal): readonly Entity[] {
  const inRail = areaEntitiesOf(catalogue).flatMap((name) => catalogue.entities.get(name) ?? []);
  const children = [...catalogue.entities.values()].filter(
    (entity) => entity.parent !== undefined && !inRail.includes(entity),
  );
  return [...inRail, ...children].filter((entity) => entity.isRetired !== true && mayRead(principal, entity));
}

/** Returns the report with which a person begins: the number of records by the first choice of the kind. */
export function firstReport(catalogue: Catalogue, entity: Entity): ReportDefinition {
  const fields = groupedFields(catalogue, entity);
  const group =
    fields.find(({ path }) => path === entity.stages) ?? fields.find(({ field }) => field.type === 'choice');
  return {
    entity: entity.name,
    measures: [{ name: entity.label.many, fn: 'count' }],
    groups: group ? [newReportGroup(group)] : [],
    chart: group ? 'column' : 'number',
  };
}
