import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Field } from '@outpost/domain/kernel/entities/fields';
import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import type { Formula } from '@outpost/domain/kernel/formulas/formula';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useRecordList } from '../../queries/record-queries.ts';
import { manyOf } from '../../records/entity-shape.ts';
import { specOfField } from '../../records/field-spec-of.ts';
import { useSpecSources } from '../../records/use-field-specs.ts';
import classes from './formula.module.css';

const noRefs = {};
/** Chosen: enough to see whether the formula is right, and little enough to read. */
const shownRecords = 3;

/** Shows the results of a formula for the records that were changed last. Nothing is sent. */
export function FormulaPreview({
  entity,
  field,
  formula,
}: {
  readonly entity: Entity;
  readonly field: Field;
  readonly formula: Formula;
}) {
  const formats = useFormats();
  const sources = useSpecSources(noRefs);
  const { data } = useRecordList({
    entity: entity.name,
    sort: [{ field: 'updatedAt', direction: 'desc' }],
    limit: shownRecords,
  });
  if (data === undefined) return null;
  if (data.rows.length === 0)
    return <p className={classes.quiet}>There are no {manyOf(entity)} yet to show the result with.</p>;
  const spec = specOfField('preview', field, sources);
  return (
    <dl className={classes.preview} aria-label="Results">
      {data.rows.map((record) => {
        const value = formula.work(field, record.fields);
        const empty = formula.uses.find((name) => isEmptyValue(record.fields[name]));
        return (
          <div key={record.id}>
            <dt dir="auto">{titleOf(entity, record)}</dt>
            <dd>
              {value === undefined ? (
                <span className={classes.quiet}>
                  {empty === undefined
                    ? 'empty: there is no result'
                    : `empty: ${entity.fields[empty]?.label ?? empty} has no value`}
                </span>
              ) : (
                fieldText(spec, value, formats)
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
