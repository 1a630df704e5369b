import { mostInUniqueSet, mostUniqueSets } from '@outpost/domain/kernel/definitions/own-kinds';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { Form } from '@outpost/ui/fields/editors/form';
import { useState } from 'react';
import { uniqueChoices } from './kind-definitions.ts';
import classes from '../settings.module.css';

type Sets = readonly (readonly string[])[];

/**
 * The sets of fields of which no two records of a kind may have the same values (PLT-39). There is always one empty row for a further
 * set. The dialog stores them when it is left: half of a set would refuse more records than the person wants.
 */
export function UniqueSets({
  entity,
  sets,
  onChange,
}: {
  readonly entity: Entity;
  readonly sets: Sets;
  readonly onChange: (sets: Sets) => void;
}) {
  const [problem, setProblem] = useState<Readonly<Record<string, string>>>({});
  const rows = sets.length < mostUniqueSets ? [...sets, []] : sets;
  const put = (place: number, value: unknown) => {
    const wanted = Array.isArray(value) ? value.map(String) : [];
    const next = rows.map((set, index) => (index === place ? wanted : set)).filter((set) => set.length > 0);
    if (wanted.length > mostInUniqueSet) setProblem({ [String(place)]: `Choose ${mostInUniqueSet} fields at most.` });
    else if (next.some((set, index) => next.findIndex((one) => sameSet(one, set)) !== index))
      setProblem({ [String(place)]: 'These fields are here twice.' });
    else {
      setProblem({});
      onChange(next);
    }
  };
  return (
    <fieldset className={classes.choices}>
      <legend>No two alike</legend>
      <p className={classes.quiet}>
        No two {entity.label.many.toLowerCase()} have the same values in these fields. Records that are alike already
        stay as they are.
      </p>
      <Form
        specs={rows.map((_, place) => ({
          id: String(place),
          label: place === 0 ? 'Fields' : `Fields, ${place + 1}`,
          kind: 'tags' as const,
          options: uniqueChoices(entity),
        }))}
        values={Object.fromEntries(rows.map((set, place) => [String(place), [...set]]))}
        onChange={(id, value) => put(Number(id), value)}
        errors={problem}
      />
    </fieldset>
  );
}

const sameSet = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((name) => other.includes(name));
