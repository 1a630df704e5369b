import { NativeSelect } from '@mantine/core';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { mostGroups, type ReportGroup } from '@outpost/domain/kernel/reports/report-definition';
import { Button, IconButton } from '@outpost/ui/parts/button';
import { useMemo } from 'react';
import { useCatalogue } from '../../records/use-entity.ts';
import { groupedFields, isDateField, newGroup, reportField } from '../report-fields.ts';
import { bucketWords } from '../report-words.ts';
import classes from '../reports.module.css';

type Props = {
  readonly entity: Entity;
  readonly groups: readonly ReportGroup[];
  readonly onChange: (next: readonly ReportGroup[]) => void;
};

/** A group keeps its editor, and the focus in it, when its field changes. */
const places = ['first', 'second'] as const;
const buckets = Object.keys(bucketWords) as (keyof typeof bucketWords)[]; // the keys of a literal

/** Changes the fields by which a report is grouped: none, one or two. */
export function GroupEditor({ entity, groups, onChange }: Props) {
  const catalogue = useCatalogue();
  const offered = useMemo(() => groupedFields(catalogue, entity), [catalogue, entity]);
  const replaced = (place: number, next: ReportGroup | undefined) =>
    onChange(groups.flatMap((group, at) => (at === place ? (next ?? []) : [group])));
  const free = offered.find(({ path }) => groups.every(({ field }) => field !== path));
  return (
    <>
      {groups.map((group, place) => {
        const isDate = offered.some(({ path, field }) => path === group.field && isDateField(field));
        const isUnknown = !offered.some(({ path }) => path === group.field);
        const others = offered.filter(
          ({ path }) => path === group.field || groups.every(({ field }) => field !== path),
        );
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
                if (chosen) replaced(place, newGroup(chosen));
              }}
            />
            {isDate ? (
              <NativeSelect
                className={classes.second ?? ''}
                aria-label="Days together"
                value={group.bucket ?? 'day'}
                data={buckets.map((bucket) => ({ value: bucket, label: bucketWords[bucket] }))}
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
          <Button variant="quiet" size="sm" icon="plus" onClick={() => onChange([...groups, newGroup(free)])}>
            Group
          </Button>
        </div>
      ) : null}
    </>
  );
}
