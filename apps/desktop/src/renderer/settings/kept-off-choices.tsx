import { Checkbox, NativeSelect } from '@mantine/core';
import { canBeKeptOff, type KeptOff, keptOffIn, keptOffText } from '@outpost/domain/kernel/access/kept-off-devices';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import { Icon } from '@outpost/ui/parts/icons';
import { useState } from 'react';
import { useRecordList } from '../queries/record-queries.ts';
import { useCatalogue } from '../records/use-entity.ts';
import classes from './settings.module.css';

type Role = { readonly key: string; readonly label: string };

type Props = {
  /** The lines of the setting, as the record of the organisation has them. */
  readonly value: unknown;
  /** The reason why this person can't change them; undefined if they can. */
  readonly refusal: string | undefined;
  readonly onChange: (lines: readonly string[]) => void;
};

/** A tenant has some dozens of roles. A line of one that is not listed stays as it is. */
const mostRoles = 200;

/**
 * A-6: the kinds of record that devices do not keep, for everyone or for some roles: all records, or only old ones. Each choice is an act of its own,
 * and needs a proof of the person (PLT-28).
 */
export function KeptOffChoices({ value, refusal, onChange }: Props) {
  const catalogue = useCatalogue();
  const { data, error } = useRecordList({ entity: 'platform/role', limit: mostRoles });
  if (error) throw error; // drawn by the screen's boundary
  if (!data) return null; // takes some milliseconds
  const lines = keptOffIn(value);
  const roles = data.rows.flatMap(({ fields: { key, label } }) =>
    typeof key === 'string' ? [{ key, label: typeof label === 'string' ? label : key }] : [],
  );
  const kinds = [...catalogue.entities.values()].filter(
    ({ name, isRetired }) => isRetired !== true && canBeKeptOff(catalogue, name),
  );
  const change = (kind: string, next: readonly KeptOff[]): void =>
    onChange([...lines.filter((line) => line.kind !== kind), ...next].map(keptOffText));
  return (
    <section className={classes.packs} aria-label="Kept off devices">
      <h2>Kept off devices</h2>
      <p>
        The devices of the chosen people store no records of these kinds, or only the younger ones. The people ask the
        server for the others while they are online. Rights stay as they are. Devices remove their copies at their next
        contact. Changes that are not sent yet stay until they are sent.
      </p>
      {refusal === undefined ? null : (
        <p className={classes.why} role="note">
          <Icon name="lock" size={14} />
          {refusal}
        </p>
      )}
      {kinds.map((kind) => (
        <KindChoice
          key={kind.name}
          kind={kind}
          roles={roles}
          lines={lines.filter((line) => line.kind === kind.name)}
          isOff={refusal !== undefined}
          onChange={(next) => change(kind.name, next)}
        />
      ))}
    </section>
  );
}

type KindProps = {
  readonly kind: Entity;
  readonly roles: readonly Role[];
  readonly lines: readonly KeptOff[];
  readonly isOff: boolean;
  readonly onChange: (lines: readonly KeptOff[]) => void;
};

type Choice = 'kept' | 'roles' | 'everyone' | 'old-roles' | 'old-everyone' | 'mixed';

const choices: readonly { readonly value: Choice; readonly label: string }[] = [
  { value: 'kept', label: 'On all devices' },
  { value: 'old-roles', label: 'Old ones not on devices of some roles' },
  { value: 'old-everyone', label: 'Old ones on no device' },
  { value: 'roles', label: 'Not on devices of some roles' },
  { value: 'everyone', label: 'On no device' },
  { value: 'mixed', label: 'Not the same for all roles' },
];
const isOfOld = (choice: Choice): boolean => choice.startsWith('old-');
const isOfRoles = (choice: Choice): boolean => choice.endsWith('roles');

/** Chosen: most work is on records of the last year. */
const usualAge = 12;
const ages = [
  { months: 1, label: 'Not changed for a month' },
  { months: 3, label: 'Not changed for 3 months' },
  { months: 6, label: 'Not changed for 6 months' },
  { months: 12, label: 'Not changed for a year' },
  { months: 24, label: 'Not changed for 2 years' },
  { months: 36, label: 'Not changed for 3 years' },
];

/** Returns the ages to choose from, with the stored one, if a program wrote another number. */
const agesWith = (stored: number): { readonly value: string; readonly label: string }[] =>
  (ages.some(({ months }) => months === stored)
    ? ages
    : [...ages, { months: stored, label: `Not changed for ${stored} months` }]
  ).map(({ months, label }) => ({ value: String(months), label }));

/** Returns the choice that stored lines mean. A program can write lines that no choice here makes: they are shown as `mixed`. */
function choiceOf([first, ...others]: readonly KeptOff[]): Choice {
  if (!first) return 'kept';
  const isAlike = ({ role, olderThan }: KeptOff): boolean =>
    role !== null && first.role !== null && olderThan === first.olderThan;
  if (!others.every(isAlike)) return 'mixed';
  if (first.role === null) return first.olderThan === null ? 'everyone' : 'old-everyone';
  return first.olderThan === null ? 'roles' : 'old-roles';
}

function KindChoice({ kind, roles, lines, isOff, onChange }: KindProps) {
  // A choice of roles without a role stores nothing: it only shows the roles to choose from.
  const [next, setNext] = useState<{ readonly choice: Choice; readonly age: number }>();
  const stored = choiceOf(lines);
  const choice = stored === 'kept' && next !== undefined ? next.choice : stored;
  const age = lines[0]?.olderThan ?? next?.age ?? usualAge;
  const isOffered = (value: Choice): boolean => value === stored || value !== 'mixed';
  const chosen = lines.flatMap(({ role }) => role ?? []);
  const gone = chosen.filter((key) => !roles.some((role) => role.key === key));
  const linesFor = (to: Choice, months: number, keys: readonly string[]): readonly KeptOff[] => {
    const olderThan = isOfOld(to) ? months : null;
    if (to === 'kept') return [];
    if (to === 'mixed') return lines;
    return (isOfRoles(to) ? keys : [null]).map((role) => ({ kind: kind.name, role, olderThan }));
  };
  const write = (to: Choice, months: number, keys: readonly string[]): void => {
    setNext(isOfRoles(to) ? { choice: to, age: months } : undefined);
    const written = linesFor(to, months, keys);
    if (written.length > 0 || lines.length > 0) onChange(written);
  };
  return (
    <div className={classes.keptOff}>
      <NativeSelect
        label={kind.label.many}
        data={choices.filter(({ value }) => isOffered(value)).map((one) => ({ ...one }))}
        value={choice}
        disabled={isOff}
        onChange={({ currentTarget }) => {
          const to = choices.find(({ value }) => value === currentTarget.value);
          if (to) write(to.value, age, chosen);
        }}
      />
      {isOfOld(choice) ? (
        <NativeSelect
          label={`${kind.label.many} that are old`}
          data={agesWith(age)}
          value={String(age)}
          disabled={isOff}
          onChange={({ currentTarget }) => write(choice, Number(currentTarget.value), chosen)}
        />
      ) : null}
      {isOfRoles(choice)
        ? [...roles, ...gone.map((key) => ({ key, label: `${key} (a role that is gone)` }))].map(({ key, label }) => (
            <Checkbox
              key={key}
              label={`${isOfOld(choice) ? `Old ${kind.label.many.toLowerCase()}` : kind.label.many} stay off devices of ${label}`}
              checked={chosen.includes(key)}
              disabled={isOff}
              onChange={() =>
                write(choice, age, chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key])
              }
            />
          ))
        : null}
    </div>
  );
}
