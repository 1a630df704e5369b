import { Select } from '@mantine/core';
import type { ImportPlan } from '../../bridge/import-plan.ts';
import type { ImportState } from './use-import.ts';
import classes from './import.module.css';

type Kind = ImportPlan['matching'][number];

const nothing = '-'; // Mantine's Select accepts no empty value in its data

/**
 * The match fields for each kind of record in the files: a row and a record on this device match if they agree in them. A person
 * may choose others.
 */
export function MatchingSection({
  plan,
  onChange,
}: {
  readonly plan: ImportPlan;
  readonly onChange: ImportState['change'];
}) {
  if (plan.matching.length === 0) return null;
  return (
    <section>
      <h2>
        Recognised by <span>so that no record is made twice or confused with another one</span>
      </h2>
      <ul className={classes.matching}>
        {plan.matching.map((kind) => (
          <li key={kind.entity}>
            <span>{kind.label}</span>
            <Select
              size="xs"
              allowDeselect={false}
              aria-label={`${kind.label} are matched by`}
              data={[...choicesOf(kind)]}
              value={valueOf(kind.chosen)}
              comboboxProps={{ withinPortal: true }}
              onChange={(value) => {
                const fields = value === null || value === nothing ? [] : value.split(',');
                void onChange({ matching: { [kind.entity]: fields } });
              }}
            />
            <small>{explain(kind)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

const valueOf = (fields: readonly string[]): string => (fields.length === 0 ? nothing : fields.join(','));

/** Returns the choices: the present one, each field alone, all distinguishing fields, and none. */
function choicesOf({ offered, chosen }: Kind): readonly { readonly value: string; readonly label: string }[] {
  const label = (field: string) => offered.find((one) => one.field === field)?.label ?? field;
  const lists = [chosen, ...offered.map(({ field }) => [field])].filter((fields) => fields.length > 0);
  const choices = new Map(lists.map((fields) => [valueOf(fields), fields.map(label).join(', then ')]));
  return [
    ...[...choices].map(([value, words]) => ({ value, label: words })),
    { value: nothing, label: 'Nothing: every row is a new record' },
  ];
}

function explain({ chosen, isAsked, offered }: Kind): string {
  if (isAsked)
    return chosen.length > 0
      ? 'As you chose: records that are found by it get the values of the file.'
      : 'As you chose: importing the same file again makes its records twice.';
  if (chosen.length > 0 && chosen.length < offered.length) return 'A name alone changes nobody unless you choose it.';
  if (chosen.length > 0) return 'A record of the same name with other values is changed only if you choose this here.';
  return 'Rows that are already here with the same values are left as they are. A row with the same name and other values is refused until you choose.';
}
