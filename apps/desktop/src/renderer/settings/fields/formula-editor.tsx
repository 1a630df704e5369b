import { checkFormula } from '@outpost/domain/kernel/definitions/own-formulas';
import { isHiddenField } from '@outpost/domain/kernel/catalogue/stages/pipelines-of';
import type { Entity } from '@outpost/domain/kernel/entities/entity';
import type { Field } from '@outpost/domain/kernel/entities/fields';
import {
  type Formula,
  FormulaReader,
  mostFormulaChars,
  type ReadFormula,
} from '@outpost/domain/kernel/formulas/formula';
import { type FormulaProblem, problemText } from '@outpost/domain/kernel/formulas/formula-problem';
import { SuggestionList } from '@outpost/ui/snippets/suggestion-list';
import { Textarea } from '@mantine/core';
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react';
import { FormulaPreview } from './formula-preview.tsx';
import { type Suggestion, suggestionsFor, wordAt } from './formula-suggestions.ts';
import classes from './formula.module.css';

type Props = {
  readonly entity: Entity;
  /** The field that has this formula; left out for a new one. */
  readonly name?: string;
  readonly text: string;
  /** Called at each keystroke. */
  readonly onText: (text: string) => void;
  /** Returns the field that will get the result, for the preview. */
  readonly fieldFor: (formula: Formula) => Field;
  /** An error that a press on the button found; the formula's own are shown while typing. */
  readonly error?: string | undefined;
};

/** Returns the parsed formula of this kind of record. It is parsed again when its text changes. */
export function useFormula(entity: Entity, text: string, name?: string): ReadFormula {
  const reader = useMemo(() => new FormulaReader(entity.fields), [entity]);
  return useMemo(() => checkFormula(reader, entity, { expression: text, name }), [reader, entity, text, name]);
}

/**
 * The input of a formula (PLT-7). Names of fields and functions are offered while typing and as buttons. An error is
 * marked at its place, and the results for real records are shown below.
 */
export function FormulaEditor({ entity, name, text, onText, fieldFor, error }: Props) {
  const input = useRef<HTMLTextAreaElement>(null);
  const list = useId();
  const read = useFormula(entity, text, name);
  const [caret, setCaret] = useState<number>();
  const [active, setActive] = useState(0);
  const word = caret === undefined ? undefined : wordAt(text, caret);
  const offered = word === undefined ? [] : suggestionsFor(entity, word.word);
  const chosen = offered[Math.min(active, offered.length - 1)];

  const put = (insert: string, from: number, to: number, back: number) => {
    const next = `${text.slice(0, from)}${insert}${text.slice(to)}`;
    if (next.length > mostFormulaChars) return;
    onText(next);
    setCaret(undefined);
    const place = from + insert.length - back;
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(place, place); // once the new text is drawn
    });
  };
  const take = ({ insert, back }: Suggestion) => {
    if (word !== undefined && caret !== undefined) put(insert, word.start, caret, back);
  };
  const insertField = (field: string) => {
    const { selectionStart = text.length, selectionEnd = text.length } = input.current ?? {};
    const before = text.slice(0, selectionStart);
    put(before === '' || /[\s(]$/u.test(before) ? field : ` ${field}`, selectionStart, selectionEnd, 0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (chosen === undefined || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => setActive((active + 1) % offered.length),
      ArrowUp: () => setActive((active + offered.length - 1) % offered.length),
      Enter: () => take(chosen),
      Escape: () => setCaret(undefined),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  };
  const isTyped = text.trim() !== '';
  const problem = read.ok || !isTyped ? undefined : read.problem;
  const shownError = problem === undefined ? error : problemText(text, problem);
  return (
    <div className={classes.editor}>
      <Textarea
        ref={input}
        label="Formula"
        description='Fields of this record, numbers, and texts in quotation marks: value * 0.1, or won ? "yes" : "no".'
        value={text}
        maxLength={mostFormulaChars}
        autosize
        minRows={2}
        maxRows={8}
        spellCheck={false}
        autoComplete="off"
        dir="ltr"
        classNames={{ input: classes.code ?? '' }}
        aria-autocomplete="list"
        aria-controls={list}
        {...(chosen === undefined ? {} : { 'aria-activedescendant': `${list}-${offered.indexOf(chosen)}` })}
        data-mantine-stop-propagation={chosen === undefined ? undefined : 'true'} // Escape closes the list, not the dialog
        error={shownError}
        onChange={(event) => {
          onText(event.currentTarget.value);
          setCaret(event.currentTarget.selectionStart);
          setActive(0);
        }}
        onBlur={() => setCaret(undefined)}
        onKeyDown={onKeyDown}
      />
      <div className={classes.suggestions} hidden={chosen === undefined}>
        <SuggestionList
          id={list}
          label="Fields and functions"
          options={offered}
          keyOf={(one) => one.label}
          active={chosen === undefined ? -1 : offered.indexOf(chosen)}
          onPick={take}
        >
          {(one) => (
            <div className={classes.suggestion}>
              <code>{one.label}</code>
              <span className={classes.quiet}>{one.detail}</span>
            </div>
          )}
        </SuggestionList>
      </div>
      {problem === undefined ? null : (
        <MarkedProblem text={text} problem={problem} onGo={() => goTo(input.current, problem)} />
      )}
      <div className={classes.fields} role="group" aria-label="Put in a field">
        {Object.entries(entity.fields).map(([field, { label }]) =>
          field === name || isHiddenField(entity, field) ? null : (
            <button key={field} type="button" className={classes.chip} title={field} onClick={() => insertField(field)}>
              {label}
            </button>
          ),
        )}
      </div>
      {read.ok && isTyped ? (
        <FormulaPreview entity={entity} field={fieldFor(read.formula)} formula={read.formula} />
      ) : null}
    </div>
  );
}

/** The formula with its wrong part marked. A press on it goes there. */
function MarkedProblem({
  text,
  problem: { start, end },
  onGo,
}: {
  readonly text: string;
  readonly problem: FormulaProblem;
  readonly onGo: () => void;
}) {
  return (
    <button type="button" className={classes.marked} onClick={onGo}>
      <span className="outpost-visually-hidden">Go to the place of the error: </span>
      <code>
        {text.slice(0, start)}
        <mark>{text.slice(start, end) || '␣'}</mark>
        {text.slice(Math.max(start, end))}
      </code>
    </button>
  );
}

function goTo(input: HTMLTextAreaElement | null, { start, end }: FormulaProblem): void {
  input?.focus();
  input?.setSelectionRange(start, end);
}
