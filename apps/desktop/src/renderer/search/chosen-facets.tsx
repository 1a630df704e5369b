import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Button } from '@outpost/ui/parts/button';
import { Chip } from '@outpost/ui/parts/chip';
import { useRef } from 'react';
import type { ReportField } from '../../reports/report-field.ts';
import {
  type FacetChoices,
  nothingChosen,
  type OwnerChoice,
  type SearchAddress,
  toggled,
  toggledField,
} from './search-address.ts';
import { choiceWords, spanLabels } from './facet-words.ts';
import classes from './search.module.css';

type Props = Pick<SearchAddress, 'owner' | 'changed'> & {
  readonly kind: Entity | undefined;
  readonly fields: FacetChoices | undefined;
  readonly offered: readonly ReportField[];
  readonly nameOfOwner: (owner: OwnerChoice) => string;
  readonly onAddress: (change: Partial<SearchAddress>) => void;
  /** Called when the last chosen value is removed, which also removes the focused button. */
  readonly onLast: () => void;
};

/** The chosen values of all facets, each with a button that removes it, and a button that removes all. */
export function ChosenFacets(props: Props) {
  const { kind, owner, changed, fields, offered, nameOfOwner, onAddress, onLast } = props;
  const formats = useFormats();
  const box = useRef<HTMLDivElement>(null);
  const chosen: readonly {
    readonly id: string;
    readonly field: string;
    readonly value: string;
    readonly without: Partial<SearchAddress>;
  }[] = [
    // prettier-ignore
    ...(kind === undefined
      ? []
      : [{ id: 'kind', field: 'Kind', value: kind.label.many, without: { kind: undefined, fields: undefined } }]),
    ...(owner ?? []).map((one) => ({
      id: `owner ${one ?? ''}`,
      field: 'Owner',
      value: nameOfOwner(one),
      without: { owner: toggled(owner, one) },
    })),
    ...(changed === undefined
      ? []
      : [{ id: 'changed', field: 'Changed', value: spanLabels[changed], without: { changed: undefined } }]),
    ...offered.flatMap((field) =>
      (fields?.[field.path] ?? []).map((value) => ({
        id: `${field.path} ${JSON.stringify(value)}`,
        field: field.label,
        value: choiceWords(field, value, formats),
        without: { fields: toggledField(fields, field.path, value) },
      })),
    ),
  ];
  if (chosen.length === 0) return null;
  /** Gives the focus to the next button before the pressed one disappears. */
  const remove = (place: number, without: Partial<SearchAddress>) => {
    const buttons = [...(box.current?.querySelectorAll('button') ?? [])];
    // The fields of a kind disappear with it.
    const next = 'kind' in without ? undefined : (buttons[place + 1] ?? buttons[place - 1]);
    if (next === undefined || chosen.length === 1) onLast();
    else next.focus();
    onAddress(without);
  };
  return (
    <div ref={box} role="group" aria-label="Chosen filters" className={classes.chosen}>
      {chosen.map(({ id, field, value, without }, place) => (
        <Chip key={id} field={field} value={value} onRemove={() => remove(place, without)} />
      ))}
      <Button
        size="sm"
        variant="quiet"
        onClick={() => {
          onLast();
          onAddress(nothingChosen);
        }}
      >
        Clear all
      </Button>
    </div>
  );
}
