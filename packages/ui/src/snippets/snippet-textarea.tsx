import { Popover, Textarea, type TextareaProps } from '@mantine/core';
import { useMergedRef } from '@mantine/hooks';
import {
  type ChangeEvent,
  type FocusEvent,
  type KeyboardEvent,
  type Ref,
  useContext,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { Announcements } from '../parts/announcements.tsx';
import { useAnnouncer } from '../parts/use-announcer.ts';
import { saidOfSnippet, type TypedShortcut, typedShortcut } from './matching-snippets.ts';
import { SnippetList } from './snippet-list.tsx';
import { type OfferedSnippet, type Snippets, SnippetsContext } from './snippets-context.ts';
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

/** The last replacement: the text before and after it, and the cursor before it. `isKept`: the browser takes it back by itself. */
type Replaced = { readonly before: string; readonly after: string; readonly at: number; readonly isKept: boolean };

/**
 * PSH-2: the text field of several lines of the whole app. A typed shortcut, followed by a blank or Tab, is replaced by the words of its
 * snippet; a semicolon lists the snippets. The field stays a `textbox`: a `textarea` may have no other role (ARIA in HTML), and
 * a text box names its list and its chosen option, too.
 */
export function SnippetTextarea({
  ref,
  onKeyDown,
  onChange,
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
  const gaps = useRef<readonly string[]>([]);
  const replaced = useRef<Replaced>(undefined);
  const { offered } = snippets;
  useEffect(() => {
    const field = area.current;
    if (field === null || document.activeElement !== field) return;
    if (field.selectionStart === field.selectionEnd)
      setOpen(typedShortcut(field.value.slice(0, field.selectionStart), offered)); // read while the person types
  }, [offered]);
  const shortcutIn = (field: HTMLTextAreaElement): TypedShortcut | undefined =>
    field.selectionStart === field.selectionEnd
      ? typedShortcut(field.value.slice(0, field.selectionStart), offered)
      : undefined;
  const close = () => {
    setOpen(undefined);
    setActive(-1);
  };
  const replace = (
    field: HTMLTextAreaElement,
    { from, typed }: TypedShortcut,
    { snippet, behind }: { readonly snippet: OfferedSnippet; readonly behind: string },
  ) => {
    close();
    const words = keepsValues ? { ok: true as const, text: snippet.words, gaps: [] } : snippets.wordsOf(snippet);
    if (!words.ok) return announcer.refuse(`${snippet.name} can’t be filled in: ${words.fault}`);
    const text = words.text + (words.gaps.length === 0 ? behind : '');
    const before = field.value;
    const limit = rest.maxLength;
    if (limit !== undefined && before.length - typed.length + text.length > limit)
      return announcer.refuse(`${snippet.name} is too long for this field, which takes ${limit} characters.`);
    const isKept = writeOver(field, { from, to: from + typed.length, text });
    replaced.current = { before, after: field.value, at: from + typed.length, isKept };
    gaps.current = words.gaps;
    const [gap] = words.gaps;
    if (gap !== undefined) selectGap(field, gap, from);
    announcer.announce(saidOfSnippet(snippet.name, words));
    return undefined;
  };
  const selectGap = (field: HTMLTextAreaElement, gap: string, from: number): boolean => {
    const at = field.value.indexOf(gap, from);
    if (at === -1) return false;
    field.setSelectionRange(at, at + gap.length);
    return true;
  };
  /** Selects the next gap behind the cursor. Returns false where there is none. */
  const nextGap = (field: HTMLTextAreaElement): boolean => {
    const places = [...new Set(gaps.current)].flatMap((gap) => {
      const at = field.value.indexOf(gap, field.selectionEnd);
      return at === -1 ? [] : [{ gap, at }];
    });
    const next = places.toSorted((a, b) => a.at - b.at)[0];
    if (next === undefined) gaps.current = [];
    return next !== undefined && selectGap(field, next.gap, next.at);
  };
  /** Returns whether a key was for the list. */
  const byList = (event: KeyboardEvent<HTMLTextAreaElement>, shown: TypedShortcut): boolean => {
    const count = shown.listed.length;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      setActive(event.key === 'ArrowDown' ? (active + 1) % count : active <= 0 ? count - 1 : active - 1);
      return true;
    }
    if (event.key === 'Escape') {
      close();
      return true;
    }
    const chosen = shown.listed[active];
    if (
      chosen === undefined ||
      !(event.key === 'Enter' || event.key === 'Tab') ||
      event.shiftKey ||
      event.ctrlKey ||
      event.metaKey
    )
      return false;
    replace(event.currentTarget, shown, { snippet: chosen, behind: '' });
    return true;
  };
  /** Returns whether a blank or Tab behind a whole shortcut replaced it. */
  const byShortcut = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if ((event.key !== ' ' && event.key !== 'Tab') || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey)
      return false;
    const field = event.currentTarget;
    const typed = shortcutIn(field);
    if (typed?.exact === undefined) return false;
    const wasTakenBack = replaced.current?.before === field.value && replaced.current.at === field.selectionStart;
    replaced.current = undefined;
    if (wasTakenBack) return false; // the person wants the shortcut itself
    replace(field, typed, { snippet: typed.exact, behind: event.key === ' ' ? ' ' : '' });
    return true;
  };
  /** Returns whether the last replacement was taken back. The browser does it where it keeps the step. */
  const byUndo = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    const { current: last } = replaced;
    const field = event.currentTarget;
    if (event.key.toLowerCase() !== 'z' || event.shiftKey || !(event.ctrlKey || event.metaKey)) return false;
    gaps.current = [];
    if (last === undefined || last.isKept || last.after !== field.value) return false;
    writeOver(field, { from: 0, to: field.value.length, text: last.before });
    field.setSelectionRange(last.at, last.at);
    close();
    return true;
  };
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const isHandled =
      !event.nativeEvent.isComposing &&
      ((open !== undefined && byList(event, open)) ||
        byShortcut(event) ||
        byUndo(event) ||
        (event.key === 'Tab' && !event.shiftKey && gaps.current.length > 0 && nextGap(event.currentTarget)));
    if (!isHandled) return onKeyDown?.(event);
    event.preventDefault();
    event.stopPropagation();
    return undefined;
  };
  const changed = (event: ChangeEvent<HTMLTextAreaElement>) => {
    onChange?.(event);
    const next = shortcutIn(event.currentTarget);
    setOpen(next);
    setActive(next !== undefined && next.typed.length > 1 ? 0 : -1); // behind a bare semicolon, Enter begins a line
    if (next !== undefined && next.listed.length !== open?.listed.length)
      announcer.announce(
        `${next.listed.length === 1 ? '1 snippet' : `${next.listed.length} snippets`}. The arrow keys choose, Enter takes.`,
      );
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
            onFocus={(event: FocusEvent<HTMLTextAreaElement>) => {
              snippets.onWanted();
              onFocus?.(event);
            }}
            onBlur={(event: FocusEvent<HTMLTextAreaElement>) => {
              close();
              gaps.current = [];
              onBlur?.(event);
            }}
          />
        </Popover.Target>
        <Popover.Dropdown>
          {open === undefined ? null : (
            <SnippetList
              id={listId}
              listed={open.listed}
              active={active}
              onPick={(snippet) => {
                if (area.current) replace(area.current, open, { snippet, behind: '' });
              }}
            />
          )}
        </Popover.Dropdown>
      </Popover>
      {isOffering ? <Announcements {...announcer} /> : null}
    </>
  );
}
