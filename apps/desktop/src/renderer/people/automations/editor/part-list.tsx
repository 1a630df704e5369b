import type { DraftPlace } from '@outpost/domain/kernel/automation/automation-draft';
import type { BranchPart } from '@outpost/domain/kernel/automation/draft-steps';
import { Icon } from '@outpost/ui/parts/icons';
import { Kbd } from '@outpost/ui/parts/kbd';
import { Tag } from '@outpost/ui/parts/tag';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { PartWords, StepMark } from './draft-words.ts';
import classes from './editor.module.css';

/** The choice in the editor: a part of the automation, a step, or a part of a branch. */
export type ChosenPlace = Exclude<DraftPlace, 'steps'> | `part:${string}:${BranchPart}`;

/** A line of the list. `number`: of a step. `faults`: what is wrong with it. */
export type ListedPart = PartWords & {
  readonly place: ChosenPlace;
  readonly depth: number;
  readonly number?: number | undefined;
  readonly mark?: StepMark | undefined;
  readonly faults: readonly string[];
};

/** The acts on the chosen line by its keys. */
export type ListActs = {
  readonly onChoose: (place: ChosenPlace) => void;
  readonly onEdit: () => void;
  readonly onAdd: () => void;
  readonly onMove: (way: 'up' | 'down') => void;
  readonly onCopy: () => void;
  readonly onRemove: () => void;
  readonly onUndo: () => void;
};

type Props = ListActs & {
  readonly parts: readonly ListedPart[];
  readonly chosen: ChosenPlace;
  /** Counts up when the list shall take the focus. */
  readonly focusAsked: number;
};

const hints: readonly { readonly keys: readonly string[]; readonly words: string }[] = [
  { keys: ['arrowup', 'arrowdown'], words: 'go through the steps' },
  { keys: ['enter'], words: 'change it, Esc leads back' },
  { keys: ['a'], words: 'add a step behind it' },
  { keys: ['alt+arrowup', 'alt+arrowdown'], words: 'move it, also into a branch' },
  { keys: ['d'], words: 'duplicate it' },
  { keys: ['delete'], words: 'take it out' },
  { keys: ['mod+z'], words: 'undo' },
];

/** The parts and steps of an automation as a list that the keyboard goes through. The canvas shows the same. */
export function PartList({ parts, chosen, focusAsked, ...acts }: Props) {
  const list = useRef<HTMLOListElement>(null);
  const isFocused = useRef(false);
  useEffect(() => {
    const now = list.current?.querySelector<HTMLElement>('[aria-current="true"]');
    now?.scrollIntoView({ block: 'nearest' });
    if (isFocused.current) now?.focus();
  }, [chosen, parts]);
  useEffect(() => {
    if (focusAsked > 0) list.current?.querySelector<HTMLElement>('[aria-current="true"]')?.focus();
  }, [focusAsked]);
  const go = (by: number) => {
    const at = parts.findIndex(({ place }) => place === chosen);
    const next = parts[Math.min(parts.length - 1, Math.max(0, at + by))];
    if (next) acts.onChoose(next.place);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = actOf(event, acts, go);
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  return (
    <ol ref={list} className={classes.list} aria-label="Steps of the automation" data-takes-keys="own">
      {parts.map((part) => (
        <li key={part.place} data-depth={Math.min(part.depth, 8)}>
          <button
            type="button"
            className={classes.line}
            data-part={part.place.startsWith('part:') || undefined}
            aria-current={part.place === chosen ? 'true' : undefined}
            tabIndex={part.place === chosen ? 0 : -1}
            onClick={() => acts.onChoose(part.place)}
            onKeyDown={onKeyDown}
            onFocus={() => {
              isFocused.current = true;
              if (part.place !== chosen) acts.onChoose(part.place); // the keys act on what has the focus
            }}
            onBlur={() => {
              isFocused.current = false;
            }}
          >
            <span className={classes.number}>{part.number}</span>
            <Icon name={part.icon} size={14} />
            <span className={classes.words}>
              <span dir="auto">{part.title}</span>
              {part.detail === '' ? null : (
                <span className={classes.detail} dir="auto">
                  {part.detail}
                </span>
              )}
              {part.faults.map((fault) => (
                <span key={fault} className={classes.fault}>
                  <Icon name="warning" size={14} /> {fault}
                </span>
              ))}
            </span>
            {part.mark === undefined ? null : <Tag>{part.mark}</Tag>}
          </button>
        </li>
      ))}
    </ol>
  );
}

/** Returns what a press does in the list; undefined where it is not one of the list's keys. */
function actOf(event: KeyboardEvent, acts: ListActs, go: (by: number) => void): (() => void) | undefined {
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
  const isPlain = !altKey && !ctrlKey && !metaKey && !shiftKey;
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const isUp = key === 'ArrowUp';
    if (altKey) return () => acts.onMove(isUp ? 'up' : 'down');
    return isPlain ? () => go(isUp ? -1 : 1) : undefined;
  }
  if ((ctrlKey || metaKey) && !shiftKey && key.toLowerCase() === 'z') return acts.onUndo;
  if (!isPlain) return undefined;
  if (key === 'Home') return () => go(-Infinity);
  if (key === 'End') return () => go(Infinity);
  if (key === 'Enter') return acts.onEdit;
  if (key === 'a') return acts.onAdd;
  if (key === 'd') return acts.onCopy;
  return key === 'Delete' || key === 'Backspace' ? acts.onRemove : undefined;
}

/** The keys of the list. */
export const StepKeys = () => (
  <dl className={classes.keys} aria-label="Keys of the steps">
    {hints.map(({ keys, words }) => (
      <div key={words}>
        <dt>
          {keys.map((one) => (
            <Kbd key={one} keys={one} />
          ))}
        </dt>
        <dd>{words}</dd>
      </div>
    ))}
  </dl>
);
