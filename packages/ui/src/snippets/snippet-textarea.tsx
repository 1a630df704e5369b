import { Popover, Textarea, type TextareaProps } from '@mantine/core';
import { useMergedRef } from '@mantine/hooks';
import {
  type ChangeEvent,
  type FocusEvent,
  type KeyboardEvent,
  type Ref,
  type SyntheticEvent,
  useContext,
  useEffect,
  useEffectEvent,
  useId,
  useRef,
  useState,
} from 'react';
import { Announcements } from '../parts/announcements.tsx';
import { useAnnouncer } from '../parts/use-announcer.ts';
import { isSameShortcut, type TypedShortcut, typedShortcut } from './matching-snippets.ts';
import { LastReplacement, placedWords } from './placed-words.ts';
import { type OfferedSnippet, type Snippets, SnippetsContext } from './snippets-context.ts';
import { SuggestionList } from './suggestion-list.tsx';
import { writeOver } from './write-over.ts';
import classes from './snippets.module.css';

type Props = TextareaProps & {
  readonly ref?: Ref<HTMLTextAreaElement> | undefined;
  /** A field for code or data: a semicolon means something else there. */
  readonly takesNoSnippets?: boolean;
  /** A field for a template: the values of a snippet stay in their double braces, and are filled in with those of the template. */
  readonly keepsValues?: boolean;
};

const noSnippets: Snippets = {
  offered: [],
  onWanted: () => undefined,
  wordsOf: () => ({ ok: false, fault: 'There are no snippets here.' }),
};

/** The last replacement that the browser does not take back by itself. */
type Undo = { readonly before: string; readonly after: string; readonly at: number };

const hasModifier = ({ shiftKey, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean =>
  shiftKey || ctrlKey || metaKey || altKey;

/**
 * PSH-2: the text field of several lines of the whole app. A typed shortcut, followed by a blank or Tab, is replaced by the words of its
 * snippet; a semicolon lists the snippets. The field stays a `textbox`: a `textarea` may have no other role (ARIA in HTML), and
 * a text box names its list and its chosen option, too.
 */
export function SnippetTextarea({
  ref,
  onKeyDown,
  onChange,
  onSelect,
  onFocus,
  onBlur,
  takesNoSnippets = false,
  keepsValues = false,
  ...rest
}: Props) {
  const given = useContext(SnippetsContext);
  const isOffering = given !== undefined && !takesNoSnippets && rest.readOnly !== true;
  const snippets = isOffering ? given : noSnippets; // the field stays the same element, whether snippets come or go
  const area = useRef<HTMLTextAreaElement>(null);
  const merged = useMergedRef(area, ref);
  const listId = useId();
  const announcer = useAnnouncer();
  const [open, setOpen] = useState<TypedShortcut>();
  const [active, setActive] = useState(-1);
  const [last] = useState(() => new LastReplacement());
  const undo = useRef<Undo>(undefined);
  /** The shortcut whose list the person closed. */
  const closed = useRef<TypedShortcut>(undefined);
  /** The text as the person typed it last. */
  const typedText = useRef<string>(undefined);
  const { offered } = snippets;
  const shortcutIn = (field: HTMLTextAreaElement): TypedShortcut | undefined =>
    field.selectionStart === field.selectionEnd
      ? typedShortcut(field.value.slice(0, field.selectionStart), offered)
      : undefined;
  const close = () => {
    setOpen(undefined);
    setActive(-1);
  };
  /** Closes the list, which stays closed until the word at the cursor changes. */
  const keepClosed = (field: HTMLTextAreaElement) => {
    closed.current = shortcutIn(field);
    close();
  };
  /** Shows the snippets that fit the word at the cursor. Only typing opens the list; a cursor that moves does not. */
  const follow = (field: HTMLTextAreaElement, isTyped: boolean): TypedShortcut | undefined => {
    const next = shortcutIn(field);
    const isOpen = (isTyped || open !== undefined) && next !== undefined && !isSameShortcut(next, closed.current);
    if (!isOpen) {
      close();
      return undefined;
    }
    closed.current = undefined;
    setOpen(next);
    if (!isSameShortcut(next, open) || next.listed.length !== open?.listed.length)
      setActive(next.typed.length > 1 ? 0 : -1); // behind a bare semicolon, Enter begins a line
    return next;
  };
  const followLatest = useEffectEvent(() => {
    const field = area.current;
    if (field !== null && document.activeElement === field && typedText.current === field.value) follow(field, true);
  });
  useEffect(() => followLatest(), [offered]); // snippets are read while the person types
  const replace = (
    field: HTMLTextAreaElement,
    { from, typed }: TypedShortcut,
    { snippet, behind }: { readonly snippet: OfferedSnippet; readonly behind: string },
  ) => {
    close();
    const before = field.value;
    const words = keepsValues ? { ok: true as const, text: snippet.words, gaps: [] } : snippets.wordsOf(snippet);
    const placed = placedWords(snippet, words, {
      behind,
      chars: before.length - typed.length,
      maxChars: rest.maxLength,
    });
    if (!placed.ok) return announcer.refuse(placed.why);
    const to = from + typed.length;
    const isKept = writeOver(field, { from, to, text: placed.text });
    undo.current = isKept ? undefined : { before, after: field.value, at: to };
    last.keep(placed.gaps, { text: before, at: to });
    field.setSelectionRange(from + placed.selected.from, from + placed.selected.to);
    keepClosed(field); // the words may end like a shortcut
    announcer.announce(placed.said);
    return undefined;
  };
  /** Returns whether a key was for the list. A key with a modifier, such as Shift and an arrow, is for the text. */
  const byList = (event: KeyboardEvent<HTMLTextAreaElement>, shown: TypedShortcut): boolean => {
    if (hasModifier(event)) return false;
    const count = shown.listed.length;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      setActive(event.key === 'ArrowDown' ? (active + 1) % count : active <= 0 ? count - 1 : active - 1);
      return true;
    }
    if (event.key === 'Escape') {
      keepClosed(event.currentTarget);
      return true;
    }
    const chosen = shown.listed[active];
    if (chosen === undefined || !(event.key === 'Enter' || event.key === 'Tab')) return false;
    replace(event.currentTarget, shown, { snippet: chosen, behind: '' });
    return true;
  };
  /** Returns whether a blank or Tab behind a whole shortcut replaced it. */
  const byShortcut = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if ((event.key !== ' ' && event.key !== 'Tab') || hasModifier(event)) return false;
    const field = event.currentTarget;
    const typed = shortcutIn(field);
    if (typed?.exact === undefined) return false;
    const isTakenBack = last.isTakenBack(field.value, field.selectionStart);
    last.forget();
    if (isTakenBack) return false;
    replace(field, typed, { snippet: typed.exact, behind: event.key === ' ' ? ' ' : '' });
    return true;
  };
  /** Returns whether the last replacement was taken back. The browser does it where it keeps the step. */
  const byUndo = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    const field = event.currentTarget;
    if (event.key.toLowerCase() !== 'z' || event.shiftKey || !(event.ctrlKey || event.metaKey)) return false;
    last.leave();
    const { current: step } = undo;
    if (step?.after !== field.value) return false;
    writeOver(field, { from: 0, to: field.value.length, text: step.before });
    field.setSelectionRange(step.at, step.at);
    keepClosed(field);
    return true;
  };
  /** Returns whether Tab went to the next gap. */
  const byGap = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (event.key !== 'Tab' || hasModifier(event)) return false;
    const field = event.currentTarget;
    const gap = last.nextGap(field.value, field.selectionEnd);
    if (gap !== undefined) field.setSelectionRange(gap.from, gap.to);
    return gap !== undefined;
  };
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const isHandled =
      !event.nativeEvent.isComposing &&
      ((open !== undefined && byList(event, open)) || byShortcut(event) || byUndo(event) || byGap(event));
    if (!isHandled) return onKeyDown?.(event);
    event.preventDefault();
    event.stopPropagation();
    return undefined;
  };
  const changed = (event: ChangeEvent<HTMLTextAreaElement>) => {
    onChange?.(event);
    const field = event.currentTarget;
    typedText.current = field.value;
    if (last.isTakenBack(field.value, field.selectionStart)) return keepClosed(field);
    const next = follow(field, true);
    if (next !== undefined && next.listed.length !== open?.listed.length)
      announcer.announce(
        `${next.listed.length === 1 ? '1 snippet' : `${next.listed.length} snippets`}. The arrow keys choose, Enter takes.`,
      );
    return undefined;
  };
  return (
    <>
      <Popover
        opened={open !== undefined}
        onChange={(isOpen) => (isOpen ? undefined : close())}
        position="bottom-start"
        withRoles={false}
        trapFocus={false}
        returnFocus={false}
        closeOnEscape={false}
        withinPortal
        transitionProps={{ duration: 0 }}
        classNames={{ dropdown: classes.dropdown ?? '' }}
      >
        <Popover.Target>
          <Textarea
            {...rest}
            ref={merged}
            {...(isOffering ? { 'aria-autocomplete': 'list' as const } : {})}
            {...(open === undefined
              ? {}
              : { 'aria-haspopup': 'listbox', 'aria-controls': listId, 'data-mantine-stop-propagation': 'true' })}
            {...(open !== undefined && active >= 0 ? { 'aria-activedescendant': `${listId}-${active}` } : {})}
            onKeyDown={keys}
            onChange={changed}
            onSelect={(event: SyntheticEvent<HTMLTextAreaElement>) => {
              follow(event.currentTarget, false);
              onSelect?.(event);
            }}
            onFocus={(event: FocusEvent<HTMLTextAreaElement>) => {
              snippets.onWanted();
              onFocus?.(event);
            }}
            onBlur={(event: FocusEvent<HTMLTextAreaElement>) => {
              close();
              last.leave();
              onBlur?.(event);
            }}
          />
        </Popover.Target>
        <Popover.Dropdown onMouseDown={(event) => event.preventDefault()}>
          {open === undefined ? null : (
            <SuggestionList
              id={listId}
              label="Snippets"
              options={open.listed}
              keyOf={({ id }) => id}
              active={active}
              onPick={(snippet) => {
                if (area.current) replace(area.current, open, { snippet, behind: '' });
              }}
            >
              {({ shortcut, name, words }) => (
                <div className={classes.snippet}>
                  <code>{shortcut}</code>
                  <span className={classes.name} dir="auto">
                    {name}
                  </span>
                  <span className={classes.preview} dir="auto" aria-hidden>
                    {words.slice(0, 120)}
                  </span>
                </div>
              )}
            </SuggestionList>
          )}
        </Popover.Dropdown>
      </Popover>
      {isOffering ? <Announcements {...announcer} /> : null}
    </>
  );
}
