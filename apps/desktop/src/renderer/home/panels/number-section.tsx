import type { NumberPanel } from '@outpost/domain/kernel/catalogue/pages/home-panels';
import type { RelativeSpan } from '@outpost/domain/kernel/questions/list-query';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { useSummary } from '../../queries/record-queries.ts';
import { manyOf, oneOf } from '../../records/entity-shape.ts';
import { sumText } from '../../records/values/sums-by-currency.ts';
import { useEntity } from '../../records/use-entity.ts';
import { HomeSection } from '../home-section.tsx';
import classes from './panels.module.css';

/** Returns the summary of a panel's records of a span, `undefined` until it is known. */
function useSpan({ on, where, by, sum }: NumberPanel, span: RelativeSpan) {
  const { data } = useSummary({
    entity: on,
    where: { and: [where, { field: by, op: 'within', value: span }] },
    sums: [sum],
  });
  return data;
}

/** A figure of the home page: a sum over a period, with that of the period before. */
export function NumberSection({ panel }: { readonly panel: NumberPanel }) {
  const formats = useFormats();
  const entity = useEntity(panel.on);
  const now = useSpan(panel, panel.now);
  const before = useSpan(panel, panel.before.span);
  const [group] = now?.groups ?? [];
  const [last] = before?.groups ?? [];
  const sum = sumText(group?.sums[panel.sum], formats);
  const lastSum = sumText(last?.sums[panel.sum], formats);
  return (
    <HomeSection title={panel.title} note={panel.note}>
      {now && before ? (
        <>
          <p className={classes.big}>{sum === '' ? formats.money({ amount: 0, currency: formats.currency }) : sum}</p>
          <p className={classes.faint}>
            {formats.plural(group?.count ?? 0, oneOf(entity), manyOf(entity))} {panel.became}; {panel.before.words}{' '}
            {lastSum === '' ? 'none' : `${lastSum} from ${formats.count(last?.count ?? 0)}`}.
          </p>
        </>
      ) : null}
    </HomeSection>
  );
}
