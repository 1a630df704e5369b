import type { Catalogue } from '@outpost/domain/kernel/catalogue';
import { isOwnKindName } from '@outpost/domain/kernel/custom-objects';
import type { Entity } from '@outpost/domain/kernel/entity';
import { refValue, type FieldOf } from '@outpost/domain/kernel/fields';
import { titleOf } from '@outpost/domain/kernel/record-rules';
import { fieldText } from '@outpost/ui/field-text';
import { useFormats } from '@outpost/ui/formats-context';
import { PanelLine, PanelSection } from '@outpost/ui/panel-section';
import { useNavigate } from '@tanstack/react-router';
import { Suspense } from 'react';
import type { ShownRecord } from '../../bridge/contract.ts';
import { useOpenRecord } from '../app/use-open-record.ts';
import { useRecordList, useSummary } from '../queries/record-queries.ts';
import { RecordParts } from '../packs/installed-screens.tsx';
import { useCatalogue } from '../records/use-entity.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import classes from './record.module.css';

type Reference = { readonly entity: Entity; readonly name: string; readonly field: FieldOf<'ref'> };

/** All fields by which other records name one of this kind. What the packs put under a parent is told by its timeline and tasks; own kinds stand here (K-3). */
export function referencesTo(catalogue: Catalogue, entityName: string): readonly Reference[] {
  const inUse = [...catalogue.entities.values()].filter(({ isRetired }) => isRetired !== true);
  return inUse.flatMap((entity) =>
    Object.entries(entity.fields).flatMap(([name, field]) =>
      field.type === 'ref' &&
      field.targets.includes(entityName) &&
      (name !== entity.parent || isOwnKindName(entity.name)) &&
      name !== 'with'
        ? [{ entity, name, field }]
        : [],
    ),
  );
}

/** What hangs on a record: what packs tell of it (its tasks), then the records that name it. */
export function RelatedRecords({ entity, record }: { readonly entity: Entity; readonly record: ShownRecord }) {
  const catalogue = useCatalogue();
  return (
    <>
      <Suspense>
        <RecordParts entity={entity} record={record} />
      </Suspense>
      {referencesTo(catalogue, entity.name).map((reference) => (
        <Referencing key={`${reference.entity.name}.${reference.name}`} reference={reference} record={record} />
      ))}
    </>
  );
}

const shownOf = 5;

function Referencing({ reference, record }: { readonly reference: Reference; readonly record: ShownRecord }) {
  const { entity, name, field } = reference;
  const formats = useFormats();
  const open = useOpenRecord();
  const navigate = useNavigate();
  const where = { field: name, op: 'is' as const, value: refValue(field, record.entity, record.id) };
  const list = useRecordList({
    entity: entity.name,
    where,
    sort: [{ field: 'updatedAt', direction: 'desc' }],
    limit: shownOf,
  });
  const totals = useSummary({ entity: entity.name, where, sums: [] });
  const count = totals.data?.groups.reduce((sum, one) => sum + one.count, 0) ?? 0;
  const specs = useFieldSpecs(entity, list.data?.refs ?? {});
  if (count === 0) return null;
  const [pack = '', short = ''] = entity.name.split('/');
  const side = entity.worth ?? entity.stages ?? entity.listed.find((one) => one !== entity.title && one !== name);
  const sideSpec = side === undefined ? undefined : specs.get(side);
  const isSelf = entity.name === record.entity;
  return (
    <PanelSection
      title={isSelf ? `${entity.label.many} under it` : entity.label.many}
      trailing={
        <button
          type="button"
          className={classes.link}
          onClick={() =>
            void navigate({ to: '/list/$pack/$name', params: { pack, name: short }, search: { kind: 'grid', where } })
          }
        >
          {count > shownOf ? `All ${formats.count(count)}` : 'As a list'}
        </button>
      }
    >
      {list.data?.rows.map((row) => (
        <PanelLine
          key={row.id}
          trailing={
            side === undefined || !sideSpec ? undefined : fieldText(sideSpec, row.fields[side] ?? null, formats)
          }
        >
          <button type="button" className={classes.plain} onClick={() => open(row.id)} dir="auto">
            {titleOf(entity, row)}
          </button>
        </PanelLine>
      ))}
    </PanelSection>
  );
}
