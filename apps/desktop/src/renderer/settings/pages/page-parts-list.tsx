import type { ChosenParts } from '@outpost/domain/kernel/catalogue/views';
import { OrderedRows } from '@outpost/ui/parts/ordered-rows';
import { useState } from 'react';
import classes from '../settings.module.css';

/** A part of a page: a figure, a related list, or a column of one. */
export type PagePart = { readonly id: string; readonly label: string };
/** `label` is the name in the buttons of the row; two lists of a page may have the same part. */
type Row = PagePart & { readonly name: string; readonly isFixed?: boolean };

type Props = {
  readonly label: string;
  /** The name of one part: "figure". */
  readonly one: string;
  /** The head above the parts that are not shown. */
  readonly away?: string;
  /** The parts that the page shows, in order, and the others. */
  readonly shown: readonly PagePart[];
  readonly hidden: readonly PagePart[];
  /** Left out: the person may not arrange pages. */
  readonly onChange: ((chosen: ChosenParts) => void) | undefined;
};

/** Parts of a page in an order that a person changes. Parts below the head of the hidden ones are not on the page. */
export function PagePartsList({ label, one, away = 'Not shown on the page', shown, hidden, onChange }: Props) {
  const head: Row = { id: '', label: away, name: away, isFixed: true };
  const rowOf = (part: PagePart): Row => ({ id: part.id, name: part.label, label: `${one} ${part.label}` });
  const rows: readonly Row[] = [...shown.map(rowOf), head, ...hidden.map(rowOf)];
  const move = (id: string, place: number) => {
    const row = rows.find((each) => each.id === id);
    if (!row || !onChange) return;
    const next = rows.filter((each) => each !== row).toSpliced(place, 0, row);
    const at = next.indexOf(head);
    onChange({ shown: next.slice(0, at).map((each) => each.id), hidden: next.slice(at + 1).map((each) => each.id) });
  };
  return (
    <section aria-label={label}>
      <h2 className={classes.pageParts}>{label}</h2>
      <OrderedRows
        label={label}
        rows={rows}
        {...(onChange ? { onMove: move } : {})}
        draw={(row) =>
          row === head ? (
            <h3 className={classes.pageHead}>{row.name}</h3>
          ) : (
            <span className={classes.pageField} dir="auto">
              {row.name}
            </span>
          )
        }
      />
    </section>
  );
}

/**
 * Returns the shown parts of a page in their order, and the others. Until the definition that an act has changed arrives, they are
 * as the person has put them.
 */
export function useParts(all: readonly PagePart[], stored: readonly string[]) {
  const from = stored.join('\n');
  const [changed, setChanged] = useState<{ readonly from: string; readonly shown: readonly string[] }>();
  const names = changed?.from === from ? changed.shown : stored;
  return {
    parts: {
      shown: names.flatMap((id) => all.find((one) => one.id === id) ?? []),
      hidden: all.filter(({ id }) => !names.includes(id)),
    },
    put: (shown: readonly string[] | undefined) => setChanged(shown && { from, shown }),
  };
}
