import { NativeSelect } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Field } from '@outpost/domain/kernel/entities/fields';
import { mostGroups, type ReportGroup } from '@outpost/domain/kernel/reports/report-definition';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { useMemo } from 'react';
import { useCatalogue } from '../../records/use-entity.ts';
import { type ReportField, reportField } from '../../../reports/report-field.ts';
import { groupedFields, isDateField, newReportGroup } from '../../records/report-fields.ts';
import { bucketWords } from '../../records/group-words.ts';
import classes from '../reports.module.css';

type Props = {
  readonly entity: Entity;
  readonly groups: readonly ReportGroup[];
  readonly onChange: (next: readonly ReportGroup[]) => void;
};

/** A group keeps its editor, and the focus in it, when its field changes. */
const places = ['first', 'second'] as const;
const buckets = Object.keys(bucketWords) as (keyof typeof bucketWords)[]; // the keys of a literal

/** A day has no hour. */
const bucketsOf = ({ type }: Field) => buckets.filter((bucket) => type === 'instant' || bucket !== 'hour');

/**
 * Whether a field makes a few groups of many records each. A text such as a name makes almost as many groups as there
 * are records.
 */
const hasFewValues = ({ type }: Field): boolean => type !== 'text' && type !== 'number';

/** Changes the fields by which a report is grouped: none, one or two. */
export function GroupEditor({ entity, groups, onChange }: Props) {
  const catalogue = useCatalogue();
  const offered = useMemo(() => groupedFields(catalogue, entity), [catalogue, entity]);
  const replaced = (place: number, next: ReportGroup | undefined) =>
    onChange(groups.flatMap((group, at) => (at === place ? (next ?? []) : [group])));
  const unused = offered.filter(({ path }) => groups.every(({ field }) => field !== path));
  const free = unused.find(({ field }) => hasFewValues(field)) ?? unused[0];
  /** A date can be a group twice, such as by weekday and by hour. */
  const isFree = ({ path, field }: ReportField) => isDateField(field) || groups.every((group) => group.field !== path);
  const added = (chosen: ReportField, others: readonly ReportGroup[]): ReportGroup => {
    const taken = others.flatMap(({ field, bucket }) => (field === chosen.path ? (bucket ?? []) : []));
    const group = newReportGroup(chosen);
    if (group.bucket === undefined || !taken.includes(group.bucket)) return group;
    return { ...group, bucket: bucketsOf(chosen.field).findLast((bucket) => !taken.includes(bucket)) };
  };
  return (
    <>
      {groups.map((group, place) => {
        const date = offered.find(({ path, field }) => path === group.field && isDateField(field))?.field;
        const isUnknown = !offered.some(({ path }) => path === group.field);
        const others = offered.filter((one) => one.path === group.field || isFree(one));
        const otherGroups = groups.filter((_one, at) => at !== place);
        const taken = otherGroups.flatMap(({ field, bucket }) => (field === group.field ? (bucket ?? []) : []));
        return (
          <div key={places[place]} className={classes.pair} role="group" aria-label={`Group ${place + 1}`}>
            <NativeSelect
              aria-label="Group by"
              value={group.field}
              data={[
                ...(isUnknown ? [{ value: group.field, label: reportField(catalogue, entity, group.field)?.label ?? group.field }] : []), // prettier-ignore
                ...others.map(({ path, label }) => ({ value: path, label })),
              ]}
              onChange={(event) => {
                const chosen = offered.find(({ path }) => path === event.currentTarget.value);
                if (chosen) replaced(place, added(chosen, otherGroups));
              }}
            />
            {date ? (
              <NativeSelect
                className={classes.second ?? ''}
                aria-label="Days together"
                value={group.bucket ?? 'day'}
                data={bucketsOf(date).map((bucket) => ({
                  value: bucket,
                  label: bucketWords[bucket],
                  disabled: taken.includes(bucket),
                }))}
                onChange={(event) => {
                  const bucket = buckets.find((one) => one === event.currentTarget.value);
                  replaced(place, { field: group.field, ...(bucket === undefined ? {} : { bucket }) });
                }}
              />
            ) : null}
            <IconButton icon="close" label={`Remove group ${place + 1}`} onClick={() => replaced(place, undefined)} />
          </div>
        );
      })}
      {groups.length < mostGroups && free ? (
        <div>
          <Button variant="quiet" size="sm" icon="plus" onClick={() => onChange([...groups, newReportGroup(free)])}>
            Group
          </Button>
        </div>
      ) : null}
    </>
  );
}
