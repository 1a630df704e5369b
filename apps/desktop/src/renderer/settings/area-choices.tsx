import { Checkbox } from '@mantine/core';
import { mostAreas } from '@outpost/domain/kernel/access/areas';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { titleOf } from '@outpost/domain/kernel/catalogue/record-rules';
import { useFormats } from '@outpost/ui/formats/formats-context';
import { Icon } from '@outpost/ui/parts/icons';
import { useRecordList } from '../queries/record-queries.ts';
import { useCatalogue } from '../records/use-entity.ts';
import classes from './settings.module.css';

/** One area that a person can choose: the value of the field by which records are filed, and its name. */
export type Area = { readonly id: string; readonly name: string };

type Choice = {
  /** The kind that is filed by areas. */
  readonly kind: Entity;
  readonly chosen: readonly string[];
  /** The reason why this person can't choose; undefined if they can. */
  readonly refusal: string | undefined;
  readonly onChange: (areas: readonly string[]) => void;
};

/** The areas of one kind of record that a person's computers keep (T-30). A check or its removal is a separate act. */
export function AreaChoices(props: Choice) {
  const { fields, filedBy = '' } = props.kind;
  const field = fields[filedBy];
  if (field?.type === 'choice')
    return (
      <AreaList
        {...props}
        areas={field.options.map(({ value, label }) => ({ id: value, name: label }))}
        word={field.label.toLowerCase()}
      />
    );
  const [target] = field?.type === 'ref' ? field.targets : [];
  return target === undefined ? null : <LinkedAreas {...props} target={target} />;
}

/** A tenant has some dozens of areas. One that is not listed stays as it is. */
const most = 1_000;

function LinkedAreas({ target, ...props }: Choice & { readonly target: string }) {
  const entity = useCatalogue().entities.get(target);
  const { data, error } = useRecordList({ entity: target, limit: most }, { isOff: entity === undefined });
  if (error) throw error; // drawn by the screen's boundary
  if (!data || !entity) return null; // takes some milliseconds
  const areas = data.rows.map((record) => ({ id: record.id, name: titleOf(entity, record) }));
  return <AreaList {...props} areas={areas} word={entity.label.many.toLowerCase()} />;
}

/** The checklist itself. Chosen areas that no longer exist can be removed. */
export function AreaList({
  kind,
  areas,
  chosen,
  refusal,
  word,
  onChange,
}: Choice & { readonly areas: readonly Area[]; readonly word: string }) {
  const formats = useFormats();
  const many = kind.label.many.toLowerCase();
  const known = new Set(areas.map(({ id }) => id));
  const gone = chosen.filter((id) => !known.has(id)).map((id) => ({ id, name: 'An area that is gone' }));
  const isFull = chosen.length >= mostAreas;
  const toggle = (id: string): void =>
    onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <fieldset className={classes.areas}>
      <legend>{kind.label.many} on your computers</legend>
      <p role="status">
        {chosen.length === 0
          ? `Your computers hold all ${many}.`
          : `Your computers hold the ${many} of ${formats.plural(chosen.length, 'area', 'areas')}, and those that are yours. Lists, searches and sums leave out all others.`}
      </p>
      {refusal === undefined ? null : (
        <p className={classes.why} role="note">
          <Icon name="lock" size={14} />
          {refusal}
        </p>
      )}
      {areas.length + gone.length === 0 ? (
        <p>There are no {word} yet. Somebody who manages them can add some.</p>
      ) : null}
      {[...areas, ...gone].map(({ id, name }) => (
        <Checkbox
          key={id}
          label={name}
          checked={chosen.includes(id)}
          disabled={refusal !== undefined || (isFull && !chosen.includes(id))}
          onChange={() => toggle(id)}
        />
      ))}
      {isFull ? <p>{formats.plural(mostAreas, 'area', 'areas')} are the most that one can choose.</p> : null}
    </fieldset>
  );
}
