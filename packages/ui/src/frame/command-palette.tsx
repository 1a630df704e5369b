import { Modal } from '@mantine/core';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Avatar } from '../parts/avatar.tsx';
import { Icon } from '../parts/icons.tsx';
import { Kbd } from '../parts/kbd.tsx';
import { MatchedLetters } from '../parts/matched-letters.tsx';
import classes from './command-palette.module.css';

/** A record to open or a command to run. `beside`: opened with Ctrl or Cmd, next to the open record. */
export type PaletteItem = {
  readonly id: string;
  readonly icon: string;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly trailing?: string | undefined;
  readonly keys?: string | undefined;
  readonly owner?: { readonly name: string; readonly isMe?: boolean | undefined } | undefined;
  readonly run: (beside: boolean) => void;
};

/**
 * The result of a search. `note` contains the searched scope and the duration. `recordsTitle` replaces the heading "Records".
 * `similar`: records with a word that is spelled like a typed one.
 */
export type PaletteAnswer = {
  readonly best?: PaletteItem | undefined;
  readonly records: readonly PaletteItem[];
  readonly recordsTitle?: string | undefined;
  readonly similar?: readonly PaletteItem[] | undefined;
  /** The records after the first ones, below all other sections. */
  readonly moreRecords?: readonly PaletteItem[] | undefined;
  readonly views?: readonly PaletteItem[] | undefined;
  readonly viewsTitle?: string | undefined;
  readonly acts: readonly PaletteItem[];
  readonly note?: string | undefined;
};

/** The function that searches. */
export type PaletteSearch = (
  text: string,
  how: { readonly commandsOnly: boolean; readonly scope: string | undefined; readonly signal: AbortSignal },
) => Promise<PaletteAnswer>;

/** The palette. It calls `search` at every letter and drops a result that arrives after a newer search began. */
export type CommandPaletteProps = {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly search: PaletteSearch;
  /** The scopes of the search, the first one by default. Tab goes to the next. */
  readonly scopes?: readonly { readonly id: string; readonly label: string }[] | undefined;
  readonly placeholder?: string | undefined;
};

const nothing: PaletteAnswer = { records: [], acts: [] };

type RowProps = {
  readonly item: PaletteItem;
  readonly query: string;
  readonly id: string;
  readonly isActive: boolean;
  readonly isBest: boolean;
  readonly onPoint: () => void;
  readonly onPick: (beside: boolean) => void;
};

function Row({ item, query, id, isActive, isBest, onPoint, onPick }: RowProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the combobox's; this is for the pointer
    <div
      id={id}
      role="option"
      aria-selected={isActive}
      tabIndex={-1}
      className={classes.row}
      onPointerMove={onPoint}
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => onPick(event.ctrlKey || event.metaKey)}
    >
      <span className={classes.icon}>
        <Icon name={item.icon} />
      </span>
      <span className={classes.title}>
        <MatchedLetters text={item.title} query={query} />
      </span>
      <span className={classes.detail}>
        {item.detail === undefined ? null : <MatchedLetters text={item.detail} query={query} />}
      </span>
      {item.trailing === undefined ? null : <span className={classes.trailing}>{item.trailing}</span>}
      {item.owner ? <Avatar name={item.owner.name} isMe={item.owner.isMe} /> : null}
      {item.keys === undefined ? isBest && isActive ? <Kbd keys="enter" /> : null : <Kbd keys={item.keys} />}
    </div>
  );
}

/** Returns the parts of an answer that have items, in their order. */
function sectionsOf(answer: PaletteAnswer, commandsOnly: boolean) {
  return [
    { title: 'Best match', items: answer.best && !commandsOnly ? [answer.best] : [] },
    { title: answer.recordsTitle ?? 'Records', items: commandsOnly ? [] : answer.records },
    { title: 'Similar spelling', items: commandsOnly ? [] : (answer.similar ?? []) },
    { title: answer.viewsTitle ?? 'Views', items: commandsOnly ? [] : (answer.views ?? []) },
    { title: 'Do', items: answer.acts },
    { title: 'More records', items: commandsOnly ? [] : (answer.moreRecords ?? []) },
  ].filter((section) => section.items.length > 0);
}

function Palette({
  onClose,
  search,
  scopes = [],
  placeholder = 'Search, or type > for commands',
}: CommandPaletteProps) {
  const listId = useId();
  const [text, setText] = useState('');
  const [scope, setScope] = useState(0);
  const [answer, setAnswer] = useState<PaletteAnswer>(nothing);
  const [asked, setAsked] = useState('');
  const [problem, setProblem] = useState(false);
  const [active, setActive] = useState(0);
  const commandsOnly = text.startsWith('>');
  const query = commandsOnly ? text.slice(1).trim() : text.trim();
  const scopeId = scopes[scope]?.id;

  const question = JSON.stringify([query, commandsOnly, scopeId]);
  /**
   * The question of the drawn answer. It is a state like the answer, so that Enter never chooses an item of an earlier answer.
   */
  const [answered, setAnswered] = useState('');
  /** Set when Enter was pressed before the answer to the typed text arrived. Enter then chooses the first item of that answer. */
  const enter = useRef<{ readonly question: string; readonly beside: boolean }>(undefined);
  const hasMoved = useRef(false);
  const pick = (item: PaletteItem | undefined, beside: boolean) => {
    if (!item) return;
    onClose();
    item.run(beside);
  };
  useEffect(() => {
    const stop = new AbortController();
    search(query, { commandsOnly, scope: scopeId, signal: stop.signal }).then(
      (found) => {
        if (stop.signal.aborted) return;
        hasMoved.current = false;
        setAnswered(question);
        setAnswer(found);
        setAsked(query);
        setProblem(false);
        setActive(0);
      },
      () => {
        if (stop.signal.aborted) return;
        enter.current = undefined;
        setProblem(true);
      },
    );
    return () => stop.abort();
  }, [question, query, commandsOnly, scopeId, search]);

  const found = sectionsOf(answer, commandsOnly);
  const items = found.flatMap((section) => section.items);
  useEffect(() => {
    const pressed = enter.current;
    if (pressed === undefined || answered !== question) return;
    enter.current = undefined;
    if (pressed.question === question) pick(items[0], pressed.beside);
  });
  const sections = found.map((section, at) => ({
    ...section,
    first: found.slice(0, at).reduce((sum, { items: before }) => sum + before.length, 0),
  }));
  const idOf = (place: number) => `${listId}-${place}`;
  const go = (place: number) => {
    const next = items.length === 0 ? 0 : (place + items.length) % items.length;
    hasMoved.current = true;
    setActive(next);
    document.getElementById(idOf(next))?.scrollIntoView?.({ block: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    const acts: Readonly<Record<string, (() => void) | undefined>> = {
      ArrowDown: () => go(active + 1),
      ArrowUp: () => go(active - 1),
      PageDown: () => go(Math.min(items.length - 1, active + 8)),
      PageUp: () => go(Math.max(0, active - 8)),
      Enter: () => {
        const beside = event.ctrlKey || event.metaKey;
        if (answered === question || hasMoved.current) pick(items[active], beside);
        else enter.current = { question, beside };
      },
      Tab:
        scopes.length > 1
          ? () => setScope((scope + (event.shiftKey ? scopes.length - 1 : 1)) % scopes.length)
          : undefined,
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <>
      <div className={classes.search}>
        <span className={classes.icon}>
          <Icon name="search" />
        </span>
        <input
          className={classes.input}
          role="combobox"
          aria-expanded={items.length > 0}
          aria-controls={listId}
          aria-activedescendant={items.length > 0 ? idOf(active) : undefined}
          aria-autocomplete="list"
          aria-label="Search and commands"
          placeholder={placeholder}
          value={text}
          dir="auto"
          autoFocus
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => {
            hasMoved.current = false;
            setText(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
        />
        {scopes.length > 0 ? (
          <>
            <span className={classes.scope}>{scopes[scope]?.label}</span>
            {scopes.length > 1 ? <Kbd keys="tab" /> : null}
          </>
        ) : null}
      </div>
      {items.length === 0 && (query !== '' || problem) ? (
        <div className={classes.list}>
          <p className={classes.none}>
            {problem ? 'The search failed. Try another word.' : `Nothing on this device is called “${query}”.`}
          </p>
        </div>
      ) : null}
      <div id={listId} role="listbox" aria-label="Found" className={classes.list} hidden={items.length === 0}>
        {sections.map((section) => (
          <div key={section.title} role="group" aria-label={section.title}>
            <div role="presentation" className={classes.head}>
              {section.title}
            </div>
            {section.items.map((item, within) => {
              const at = section.first + within;
              return (
                <Row
                  key={item.id}
                  item={item}
                  query={asked}
                  id={idOf(at)}
                  isActive={at === active}
                  isBest={section.title === 'Best match'}
                  onPoint={() => {
                    hasMoved.current = true;
                    if (at !== active) setActive(at);
                  }}
                  onPick={(beside) => pick(item, beside)}
                />
              );
            })}
          </div>
        ))}
      </div>
      <div className={classes.foot} data-note={answer.note || undefined}>
        <span>
          <Kbd keys="arrowup" /> <Kbd keys="arrowdown" /> move
        </span>
        <span>
          <Kbd keys="mod+enter" /> open beside
        </span>
        <span>
          <Kbd keys=">" /> commands only
        </span>
        <span className={classes.spread} />
        <span role="status">{answer.note}</span>
      </div>
    </>
  );
}

/** The palette behind Ctrl or Cmd with K: the best match, records, and the commands for them. */
export function CommandPalette(props: CommandPaletteProps) {
  return (
    <Modal.Root
      opened={props.isOpen}
      onClose={props.onClose}
      padding={0}
      size={640}
      yOffset={104}
      shadow="lg"
      transitionProps={{ duration: 0 }} // with a fade the field would appear a frame later, and the first typed letters would be lost
      returnFocus
      classNames={{ content: classes.content ?? '' }} // Mantine also puts a className of Modal.Content on the box around it
    >
      <Modal.Overlay />
      <Modal.Content aria-label="Command palette">{props.isOpen ? <Palette {...props} /> : null}</Modal.Content>
    </Modal.Root>
  );
}
