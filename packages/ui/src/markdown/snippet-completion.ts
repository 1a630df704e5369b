import {
  closeCompletion,
  type CompletionSource,
  completionStatus,
  setSelectedCompletion,
  startCompletion,
} from '@codemirror/autocomplete';
import { isolateHistory } from '@codemirror/commands';
import type { EditorState, Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { type TypedShortcut, typedShortcut } from '../snippets/matching-snippets.ts';
import { LastReplacement, placedWords } from '../snippets/placed-words.ts';
import type { OfferedSnippet, Snippets } from '../snippets/snippets-context.ts';

/** Longer than any shortcut. */
const mostChars = 40;

function shortcutIn(state: EditorState, snippets: Snippets | undefined): TypedShortcut | undefined {
  const { empty, head } = state.selection.main;
  if (!snippets || !empty) return undefined;
  const start = Math.max(state.doc.lineAt(head).from, head - mostChars);
  const typed = typedShortcut(state.sliceDoc(start, head), snippets.offered);
  return typed && { ...typed, from: start + typed.from };
}

/** The functions that the editor gives to its snippets. `say`: for screen readers. `refuse`: a reason that is shown, too. */
type Ports = {
  readonly snippets: () => Snippets | undefined;
  readonly maxChars: () => number;
  readonly say: (text: string) => void;
  readonly refuse: (why: string) => void;
};

/** Offers snippets after a semicolon, and replaces a whole shortcut at a blank or Tab (PSH-2). One Ctrl+Z takes a replacement back. */
export function snippetCompletion(ports: Ports): { readonly source: CompletionSource; readonly extension: Extension } {
  const last = new LastReplacement();
  const replace = (
    view: EditorView,
    { from, typed }: Pick<TypedShortcut, 'from' | 'typed'>,
    { snippet, behind }: { readonly snippet: OfferedSnippet; readonly behind: string },
  ): boolean => {
    closeCompletion(view);
    const words = ports.snippets()?.wordsOf(snippet);
    if (words === undefined) return false;
    const text = view.state.doc.toString();
    const placed = placedWords(snippet, words, {
      behind,
      chars: text.length - typed.length,
      maxChars: ports.maxChars(),
    });
    if (!placed.ok) {
      ports.refuse(placed.why);
      return true;
    }
    const to = from + typed.length;
    last.keep(placed.gaps, { text, at: to });
    view.dispatch({
      changes: { from, to, insert: placed.text },
      selection: { anchor: from + placed.selected.from, head: from + placed.selected.to },
      annotations: isolateHistory.of('full'),
      userEvent: 'input.complete',
      scrollIntoView: true,
    });
    ports.say(placed.said);
    return true;
  };
  const byKey =
    (behind: string) =>
    (view: EditorView): boolean => {
      const typed = shortcutIn(view.state, ports.snippets());
      if (typed?.exact === undefined || view.composing) return false;
      const isTakenBack = last.isTakenBack(view.state.doc.toString(), view.state.selection.main.head);
      last.forget();
      return isTakenBack ? false : replace(view, typed, { snippet: typed.exact, behind });
    };
  const nextGap = (view: EditorView): boolean => {
    const { state } = view;
    const gap = last.nextGap(state.doc.toString(), state.selection.main.to);
    if (gap === undefined) return false;
    view.dispatch({ selection: { anchor: gap.from, head: gap.to }, scrollIntoView: true });
    return true;
  };
  const source: CompletionSource = ({ state }) => {
    const typed = shortcutIn(state, ports.snippets());
    if (!typed) return null;
    return {
      from: typed.from,
      filter: false,
      options: typed.listed.map((snippet) => ({
        label: snippet.shortcut,
        detail: snippet.name,
        apply: (view: EditorView, _completion: unknown, from: number, to: number) =>
          void replace(view, { from, typed: view.state.sliceDoc(from, to) }, { snippet, behind: '' }),
      })),
    };
  };
  const openList = EditorView.updateListener.of(({ docChanged, transactions, startState, state, view }) => {
    const isTyped = docChanged && transactions.some((one) => one.isUserEvent('input.type'));
    const hasOpened = completionStatus(state) === 'active' && completionStatus(startState) !== 'active';
    if (!isTyped && !hasOpened) return;
    const typed = shortcutIn(state, ports.snippets());
    if (typed === undefined) return;
    if (isTyped && completionStatus(state) === null) startCompletion(view);
    if (hasOpened && typed.typed === ';') view.dispatch({ effects: setSelectedCompletion(-1) }); // Enter begins a line there
  });
  const keys = keymap.of([
    { key: 'Space', run: byKey(' ') },
    { key: 'Tab', run: (view) => byKey('')(view) || nextGap(view) },
  ]);
  const wanted = EditorView.domEventHandlers({
    focus: () => ports.snippets()?.onWanted(),
    blur: () => last.leave(),
  });
  return { source, extension: [openList, keys, wanted] };
}
