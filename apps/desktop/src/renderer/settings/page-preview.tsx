import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { shownListsOf, viewsOf } from '@outpost/domain/kernel/catalogue/views-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { FieldRow } from '@outpost/ui/fields/field-row';
import { PanelSection } from '@outpost/ui/parts/panel-section';
import { useMemo } from 'react';
import { useRecordList } from '../queries/record-queries.ts';
import { RecordFigures } from '../record/record-figures.tsx';
import { manyOf, oneOf } from '../records/entity-shape.ts';
import { shownValue } from '../records/shown-value.ts';
import { useCatalogue } from '../records/use-entity.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import classes from './settings.module.css';

const noRefs = {};

/** The page of a kind as it is arranged now, with the record that was changed last. Nothing in it can be changed. */
export function PagePreview({ entity }: { readonly entity: Entity }) {
  const catalogue = useCatalogue();
  const { page } = useMemo(() => viewsOf(catalogue, entity), [catalogue, entity]);
  const lists = useMemo(() => shownListsOf(catalogue, entity.name), [catalogue, entity]);
  const { data } = useRecordList({
    entity: entity.name,
    sort: [{ field: 'updatedAt', direction: 'desc' }],
    limit: 1,
  });
  const specs = useFieldSpecs(entity, data?.refs ?? noRefs);
  const [record] = data?.rows ?? [];
  return (
    <section className={classes.preview} aria-label={`Preview of the page of ${manyOf(entity)}`}>
      {data === undefined ? null : record === undefined ? (
        <p className={classes.quiet}>The page is shown here with the first {oneOf(entity)} that you add.</p>
      ) : (
        <div inert>
          <h2 className={classes.pageParts} dir="auto">
            {titleOf(entity, record)}
          </h2>
          <RecordFigures record={record} specs={specs} figures={page.figures} />
          {page.sections.map(({ title, tab, fields }) => (
            <PanelSection key={title} title={tab === undefined ? title : `${title} (tab ${tab})`}>
              <dl>
                {fields.flatMap((name) => {
                  const spec = specs.get(name);
                  return spec ? [<FieldRow key={name} spec={spec} value={shownValue(record, name)} />] : [];
                })}
              </dl>
            </PanelSection>
          ))}
          {lists.map(({ entity: listed, list }) => (
            <PanelSection key={`${listed.name}.${list.by}`} title={list.title ?? listed.label.many}>
              {null}
            </PanelSection>
          ))}
        </div>
      )}
    </section>
  );
}
