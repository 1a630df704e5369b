import type { FieldSpec, FieldValue } from '@outpost/ui/fields/field-spec';
import { parseField } from '@outpost/ui/fields/parse-field';
import { useFormats, useNowMs } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import type { FieldDrafts } from '../queries/use-field-drafts.ts';
import classes from '../reports/reports.module.css';

type Props = {
  readonly drafts: FieldDrafts;
  /** Returns the cell of a draft in words, with its field. Undefined: the cell is not on this page. */
  readonly cellOf: (id: string) => { readonly words: string; readonly spec: FieldSpec } | undefined;
  readonly onEnter: (id: string, value: FieldValue) => void;
  readonly onDrop: (id: string) => void;
};

/**
 * Offers the texts that were typed into cells before the page was left, and not entered. The texts of the cells that are open now
 * are not among them.
 */
export function LeftTexts({ drafts, cellOf, onEnter, onDrop }: Props) {
  const formats = useFormats();
  const now = useNowMs();
  const [left] = useState(Object.keys(drafts));
  return left.flatMap((id) => {
    const text = drafts[id];
    const cell = cellOf(id);
    if (text === undefined || text.trim() === '' || !cell) return [];
    const read = parseField(cell.spec, text, { formats, now });
    return [
      <p key={id} className={classes.left} role="status">
        “{text}” was typed for {cell.words} and not entered.
        {read.ok ? (
          <Button size="sm" onClick={() => onEnter(id, read.value)}>
            Enter it
          </Button>
        ) : null}
        <Button size="sm" variant="quiet" onClick={() => onDrop(id)}>
          Discard
        </Button>
      </p>,
    ];
  });
}
