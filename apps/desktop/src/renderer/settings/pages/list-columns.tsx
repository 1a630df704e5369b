import { listName, possibleListColumns } from '@outpost/domain/kernel/catalogue/pages/page-parts';
import type { RelatedList } from '@outpost/domain/kernel/catalogue/views';
import { relatedListsOf, shownListsOf } from '@outpost/domain/kernel/catalogue/views-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { Button } from '@outpost/ui/parts/button';
import { useState } from 'react';
import { useCatalogue } from '../../records/use-entity.ts';
import { PagePartsList, useParts } from './page-parts-list.tsx';
import classes from '../settings.module.css';

/** The columns of one related list; undefined: as the pack has them. */
export type ListColumns = { readonly list: string; readonly columns: readonly string[] | undefined };

type Props = {
  readonly entity: Entity;
  /** Stores the columns. Returns whether it was done. Left out: the person may not arrange pages. */
  readonly onChange: ((chosen: ListColumns) => Promise<boolean>) | undefined;
};

/** The columns of each related list on the page of a kind (PLT-11): a person opens one list after the other. */
export function ListColumnsEditor({ entity, onChange }: Props) {
  const catalogue = useCatalogue();
  const [open, setOpen] = useState<string>();
  const shown = shownListsOf(catalogue, entity.name);
  if (shown.length === 0) return null;
  const declared = relatedListsOf(catalogue, entity.name);
  return (
    <section aria-label="Columns of related lists">
      <h2 className={classes.pageParts}>Columns of related lists</h2>
      <div className={classes.kinds} role="group" aria-label="Related lists">
        {shown.map(({ entity: listed, list }) => {
          const name = listName(listed, list);
          return (
            <button
              key={name}
              type="button"
              className={classes.kind}
              aria-pressed={name === open}
              onClick={() => setOpen(name === open ? undefined : name)}
            >
              {labelOf(listed, list)}
            </button>
          );
        })}
      </div>
      {shown.flatMap(({ entity: listed, list }) => {
        const name = listName(listed, list);
        const own = declared.find((one) => listName(one.entity, one.list) === name);
        return name === open ? (
          <Columns key={name} entity={listed} list={list} usual={own?.list.columns ?? []} onChange={onChange} />
        ) : (
          []
        );
      })}
    </section>
  );
}

const labelOf = (entity: Entity, { title }: RelatedList): string => title ?? entity.label.many;

type ColumnsProps = Pick<Props, 'onChange'> & {
  /** The listed kind. */
  readonly entity: Entity;
  readonly list: RelatedList;
  /** The columns of the pack. */
  readonly usual: readonly string[];
};

function Columns({ entity, list, usual, onChange }: ColumnsProps) {
  const name = listName(entity, list);
  const all = possibleListColumns(entity, list).map((column) => ({ id: column.name, label: column.label }));
  const { parts, put } = useParts(all, list.columns);
  const store = async (columns: readonly string[] | undefined) => {
    put(columns ?? usual);
    if (!(await onChange?.({ list: name, columns }))) put(undefined);
  };
  return (
    <>
      <PagePartsList
        label={`Columns of ${labelOf(entity, list)}`}
        one="column"
        away="Not shown in the list"
        {...parts}
        onChange={onChange ? ({ shown }) => void store(shown) : undefined}
      />
      {onChange && list.hasChosenColumns ? (
        <div className={classes.pageActs}>
          <Button size="sm" variant="quiet" icon="undo" onClick={() => void store(undefined)}>
            Reset to the pack’s columns
          </Button>
        </div>
      ) : null}
    </>
  );
}
