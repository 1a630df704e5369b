import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { fieldText } from '@outpost/ui/fields/field-text';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Icon } from '@outpost/ui/parts/icons';
import { memo } from 'react';
import { manyOf } from '../records/entity-shape.ts';
import { useFieldSpecs } from '../records/use-field-specs.ts';
import { partText } from '../records/values/line-words.ts';
import { shownValue } from '../records/values/shown-value.ts';
import { useOpenRecord } from '../window/use-open-record.ts';
import type { FoundOfKind } from './use-found.ts';
import classes from './search.module.css';

type Props = {
  readonly found: FoundOfKind;
  /** Shows only this kind. Left out: it is the only one. */
  readonly onAlone?: ((kind: string) => void) | undefined;
  /** Opens the hits as a list. Left out: other kinds are shown, too. */
  readonly onList?: ((kind: string) => void) | undefined;
};

/** The hits of one kind, with its first fields and the time of the last change. */
export const KindHits = memo(function KindHits({ found, onAlone, onList }: Props) {
  const { entity, count, rows, refs } = found;
  const formats = useFormats();
  const now = useNowMs();
  const open = useOpenRecord();
  const specs = useFieldSpecs(entity, refs);
  return (
    <section aria-label={entity.label.many} className={classes.kind}>
      <h2>
        <Icon name={entity.icon} size={16} /> {entity.label.many} <span>{formats.count(count)}</span>
      </h2>
      <ul>
        {rows.map((row) => {
          const detail = entity.listed
            .filter((name) => name !== entity.title)
            .flatMap((name) => {
              const spec = specs.get(name);
              const shownText = spec ? fieldText(spec, shownValue(row, name), formats) : '';
              if (spec === undefined || shownText === '') return [];
              return [partText(spec.label, spec.kind, shownText)];
            })
            .slice(0, 3)
            .join(' · ');
          return (
            <li key={row.id}>
              <button type="button" data-hit className={classes.hit} onClick={() => open(row.id)}>
                <strong dir="auto">{titleOf(entity, row)}</strong>
                <time dateTime={row.updatedAt}>{formats.relative(row.updatedAt, now)}</time>
                <span dir="auto">{detail}</span>
              </button>
            </li>
          );
        })}
      </ul>
      <div className={classes.more}>
        {onAlone && count > rows.length ? (
          <Button size="sm" variant="quiet" onClick={() => onAlone(entity.name)}>
            All {formats.count(count)} {manyOf(entity)}
          </Button>
        ) : null}
        {onList ? (
          <Button size="sm" icon="table" onClick={() => onList(entity.name)}>
            {count > rows.length ? `Open all ${formats.count(count)} as a list` : 'Open as a list'}
          </Button>
        ) : null}
      </div>
    </section>
  );
});
