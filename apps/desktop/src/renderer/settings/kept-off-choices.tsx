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
 * the kinds of record that devices do not keep, for everyone or for some roles. Each choice is an act of its own,
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
        Records of these kinds are not stored on the devices of the chosen people, who ask the server for them while
        they are online. Rights stay as they are. Copies are removed from devices at their next contact. Changes that
        are not sent yet stay until they are sent.
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

const choices = [
  { value: 'kept', label: 'On all devices' },
  { value: 'roles', label: 'Not on devices of some roles' },
  { value: 'everyone', label: 'On no device' },
] as const;
type Choice = (typeof choices)[number]['value'];

function choiceOf(lines: readonly KeptOff[]): Choice {
  if (lines.some(({ role }) => role === null)) return 'everyone';
  return lines.length > 0 ? 'roles' : 'kept';
}

function KindChoice({ kind, roles, lines, isOff, onChange }: KindProps) {
  // "Some roles" without a role stores nothing: it only shows the roles to choose from.
  const [isChoosing, setChoosing] = useState(false);
  const stored = choiceOf(lines);
  const choice = stored === 'kept' && isChoosing ? 'roles' : stored;
  const chosen = lines.flatMap(({ role }) => role ?? []);
  const gone = chosen.filter((key) => !roles.some((role) => role.key === key));
  const choose = (next: string): void => {
    setChoosing(next === 'roles');
    if (next === 'everyone') onChange([{ kind: kind.name, role: null }]);
    else if (lines.length > 0) onChange([]);
  };
  const toggle = (key: string): void => {
    const next = chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key];
    setChoosing(true);
    onChange(next.map((role) => ({ kind: kind.name, role })));
  };
  return (
    <div className={classes.keptOff}>
      <NativeSelect
        label={kind.label.many}
        data={choices.map((one) => ({ ...one }))}
        value={choice}
        disabled={isOff}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      />
      {choice === 'roles'
        ? [...roles, ...gone.map((key) => ({ key, label: `${key} (a role that is gone)` }))].map(({ key, label }) => (
            <Checkbox
              key={key}
              label={`${kind.label.many} stay off devices of ${label}`}
              checked={chosen.includes(key)}
              disabled={isOff}
              onChange={() => toggle(key)}
            />
          ))
        : null}
    </div>
  );
}
