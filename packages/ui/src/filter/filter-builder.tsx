import { NativeSelect, Popover } from '@mantine/core';
import type { Filter, FilterOperator } from '@outpost/domain/kernel/questions/list-query';
import { useRef, useState } from 'react';
import { Button, IconButton } from '../parts/button.tsx';
import type { FieldSpec } from '../fields/field-spec.ts';
import {
  joinedFilters,
  completeFilter,
  type FieldCondition,
  newCondition,
  operandOf,
  operatorsOf,
  operatorWords,
  partsOf,
} from './filter.ts';
import { fieldChoices } from './field-choices.ts';
import { FilterValue } from './filter-value.tsx';
import { Icon } from '../parts/icons.tsx';
import { useShortcuts } from '../keys/keyboard.ts';
import { useNarrow } from '../parts/use-narrow.ts';
import chipClasses from '../parts/chip.module.css';
import classes from './filter-builder.module.css';

/**
 * The filter of a view: the dashed chip that opens the popover, and the popover in which the filter is built. The filters are
 * those of the kernel.
 */
export type FilterBuilderProps = {
  readonly fields: readonly FieldSpec[];
  readonly value: Filter | undefined;
  /** Called after each change that gives a complete filter. Unfinished conditions stay in the popover. */
  readonly onChange: (filter: Filter | undefined) => void;
  readonly label?: string | undefined;
  /** When set, the screen controls whether the popover is open. */
  readonly isOpen?: boolean | undefined;
  readonly onOpen?: ((isOpen: boolean) => void) | undefined;
};

type ConditionRowProps = {
  readonly fields: readonly FieldSpec[];
  readonly condition: FieldCondition;
  readonly lead: string;
  /** The person has just added the condition: they choose its field next. */
  readonly isNew: boolean;
  readonly onChange: (next: FieldCondition) => void;
  readonly onRemove: () => void;
};

function ConditionRow({ fields, condition, lead, isNew, onChange, onRemove }: ConditionRowProps) {
  const spec = fields.find((field) => field.id === condition.field);
  if (!spec) return null;
  const setOperator = (op: FilterOperator) =>
    onChange({
      field: spec.id,
      op,
      ...(condition.value !== undefined && operandOf(op) === operandOf(condition.op) ? { value: condition.value } : {}),
    });
  return (
    <div className={classes.condition} role="group" aria-label={`Condition on ${spec.label}`}>
      <span className={classes.lead}>{lead}</span>
      <NativeSelect
        aria-label="Field"
        size="xs"
        value={spec.id}
        autoFocus={isNew}
        onChange={(event) => {
          const next = fields.find((field) => field.id === event.currentTarget.value);
          if (next) onChange(newCondition(next));
        }}
        data={fieldChoices(fields)}
      />
      <NativeSelect
        aria-label="Operator"
        size="xs"
        value={condition.op}
        onChange={(event) => {
          const op = operatorsOf[spec.kind].find((entry) => entry === event.currentTarget.value);
          if (op) setOperator(op);
        }}
        data={operatorsOf[spec.kind].map((op) => ({ value: op, label: operatorWords(op, spec.kind) }))}
      />
      <div className={classes.value}>
        <FilterValue
          key={`${spec.id} ${condition.op}`}
          spec={spec}
          condition={condition}
          onChange={(value) => onChange({ ...condition, value })}
        />
      </div>
      <IconButton icon="close" label={`Remove the condition on ${spec.label}`} onClick={onRemove} />
    </div>
  );
}

type GroupProps = {
  readonly fields: readonly FieldSpec[];
  readonly parts: readonly Filter[];
  readonly isAny: boolean;
  readonly depth: number;
  readonly onChange: (parts: readonly Filter[]) => void;
};

function Group({ fields, parts, isAny, depth, onChange }: GroupProps) {
  const put = (place: number, next: Filter | undefined) =>
    onChange(next === undefined ? parts.toSpliced(place, 1) : parts.with(place, next));
  const [first] = fields;
  const [added, setAdded] = useState<number>();
  return (
    <>
      {parts.map((part, place) => {
        const lead = place === 0 ? 'Where' : isAny ? 'or' : 'and';
        const key = String(place); // not the field: the row must keep the focus while another field is chosen
        if ('field' in part)
          return (
            <ConditionRow
              key={key}
              fields={fields}
              condition={part}
              lead={lead}
              isNew={place === added}
              onChange={(next) => put(place, next)}
              onRemove={() => put(place, undefined)}
            />
          );
        const isOr = 'or' in part;
        const inner = 'not' in part ? [part.not] : isOr ? part.or : part.and;
        return (
          <div key={key} className={classes.group}>
            <span className={classes.lead}>{lead}</span>
            <div
              className={classes.groupBox}
              role="group"
              aria-label={'not' in part ? 'None of these' : isOr ? 'Any of these' : 'All of these'}
            >
              <div className={classes.groupHead}>
                {'not' in part ? 'none of' : isOr ? 'any of' : 'all of'}
                <IconButton icon="close" label="Remove the group" onClick={() => put(place, undefined)} />
              </div>
              <Group
                fields={fields}
                parts={inner}
                isAny={isOr}
                depth={depth + 1}
                onChange={(next) => {
                  const [only] = next;
                  put(
                    place,
                    next.length === 0 || only === undefined
                      ? undefined
                      : 'not' in part
                        ? { not: only }
                        : isOr
                          ? { or: next }
                          : { and: next },
                  );
                }}
              />
            </div>
          </div>
        );
      })}
      <div className={classes.add}>
        <Button
          size="sm"
          variant="quiet"
          icon="plus"
          disabled={first === undefined}
          onClick={() => {
            if (!first) return;
            setAdded(parts.length);
            onChange([...parts, newCondition(first)]);
          }}
        >
          Condition
        </Button>
        {depth === 0 ? (
          <Button
            size="sm"
            variant="quiet"
            icon="plus"
            disabled={first === undefined}
            onClick={() => {
              if (first) onChange([...parts, { or: [newCondition(first)] }]);
            }}
          >
            Any-of group
          </Button>
        ) : null}
      </div>
    </>
  );
}

/** Builds a filter from fields, operators, values and groups of alternatives. The key F opens it. */
export function FilterBuilder({ fields, value, onChange, label: named, isOpen, onOpen }: FilterBuilderProps) {
  const label = named ?? 'Filter';
  const [ownOpen, setOwnOpen] = useState(false);
  const opened = isOpen ?? ownOpen;
  const button = useRef<HTMLButtonElement>(null);
  const setOpen = (next: boolean) => {
    // Where F opened it, no element had the focus that could take it back: the field that fades away would take the next key.
    if (!next) button.current?.focus({ preventScroll: true });
    setOwnOpen(next);
    onOpen?.(next);
  };
  const asked = fields.filter((field) => operatorsOf[field.kind].length > 0);
  const [parts, setParts] = useState(partsOf(value));
  const given = JSON.stringify(value);
  const [seen, setSeen] = useState(given);
  const [told, setTold] = useState(given);
  // A filter from outside (a removed chip, another view) replaces the draft here. The draft's own change does not. Set while
  // drawing: an effect would draw the list's whole bar twice.
  if (given !== seen) {
    setSeen(given);
    if (given !== told) {
      setTold(given);
      setParts(partsOf(value));
    }
  }
  const isBare = useNarrow() && named === undefined; // the icon says what a filter is, and nothing more
  useShortcuts([{ keys: 'f', label: 'Filter this view', section: 'View', run: () => open() }]);
  const open = () => {
    const [first] = asked;
    if (parts.length === 0 && first) setParts([newCondition(first)]);
    setOpen(true);
  };
  const change = (next: readonly Filter[]) => {
    setParts(next);
    const complete = joinedFilters(next.flatMap((part) => completeFilter(part) ?? []));
    if (JSON.stringify(complete) === told) return;
    setTold(JSON.stringify(complete));
    onChange(complete);
  };
  const count = partsOf(value).length;
  return (
    <Popover
      opened={opened}
      onChange={setOpen}
      position="bottom-end"
      trapFocus
      returnFocus
      closeOnClickOutside
      clickOutsideEvents={['mousedown', 'touchstart']}
    >
      <Popover.Target>
        <button
          ref={button}
          type="button"
          className={isBare ? classes.narrowButton : `${chipClasses.chip} ${chipClasses.add}`}
          aria-label={isBare ? `${label}, ${count}` : label}
          aria-expanded={opened}
          onClick={() => (opened ? setOpen(false) : open())}
        >
          <Icon name="filter" size={isBare ? 16 : 14} />
          {isBare ? (count > 0 ? count : null) : label}
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.builder ?? ''} data-takes-keys aria-label={label}>
        {asked.length === 0 ? (
          <p>Nothing here can be filtered.</p>
        ) : (
          <Group fields={asked} parts={parts} isAny={false} depth={0} onChange={change} />
        )}
        {parts.length > 0 ? (
          <div className={classes.foot}>
            <Button
              size="sm"
              variant="quiet"
              onClick={() => {
                change([]);
                setOpen(false);
              }}
            >
              Clear all
            </Button>
          </div>
        ) : null}
      </Popover.Dropdown>
    </Popover>
  );
}
