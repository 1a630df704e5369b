import { isEmptyValue } from '@outpost/domain/kernel/entities/field-types';
import { refValue } from '@outpost/domain/kernel/entities/fields';
import type { FigureOver, HeaderFigure } from '@outpost/domain/kernel/catalogue/views';
import type { FieldSpec } from '@outpost/ui/fields/field-spec';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats } from '@outpost/ui/formats/formats-context';
import type { ShownRecord } from '../../bridge/contract.ts';
import { countOfSummary, useSummary } from '../queries/record-queries.ts';
import { useEntity } from '../records/use-entity.ts';
import { addSums, sumText } from '../records/values/sums-by-currency.ts';
import classes from './record.module.css';

type Props = {
  readonly record: ShownRecord;
  readonly specs: ReadonlyMap<string, FieldSpec>;
  readonly figures: readonly HeaderFigure[];
};

/** The figures in the head of a record's page. Empty fields are left out. */
export function RecordFigures({ record, specs, figures }: Props) {
  const formats = useFormats();
  const shown = figures.filter((figure) => !('field' in figure) || !isEmptyValue(record.fields[figure.field] ?? null));
  if (shown.length === 0) return null;
  return (
    <dl className={classes.figures}>
      {shown.map((figure) => {
        if (!('field' in figure)) return <CountedFigure key={figure.label} record={record} figure={figure} />;
        const spec = specs.get(figure.field);
        return spec ? (
          <div key={figure.field}>
            <dt>{spec.label}</dt>
            <dd>{fieldText(spec, record.fields[figure.field] ?? null, formats)}</dd>
          </div>
        ) : null;
      })}
    </dl>
  );
}

/** The number of records that refer to this one, or their sum, over the records that the person sees. */
function CountedFigure({ record, figure }: { readonly record: ShownRecord; readonly figure: FigureOver }) {
  const { label, of, by, where, sum } = figure;
  const formats = useFormats();
  const entity = useEntity(of);
  const field = entity.fields[by];
  const named = {
    field: by,
    op: 'is' as const,
    value: field?.type === 'ref' ? refValue(field, record.entity, record.id) : record.id,
  };
  const { data } = useSummary({
    entity: of,
    where: where === undefined ? named : { and: [named, where] },
    sums: sum === undefined ? [] : [sum],
  });
  const count = countOfSummary(data);
  const sums = data?.groups.reduce(
    (total, group) => addSums(total, sum === undefined ? undefined : group.sums[sum]),
    {},
  );
  const amount = sumText(sums, formats);
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        {count === undefined ? '' : formats.count(count)}
        {amount === '' ? null : <span>{amount}</span>}
      </dd>
    </div>
  );
}
