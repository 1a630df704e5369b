import { closeCompletion, type CompletionSource, completionStatus, startCompletion } from '@codemirror/autocomplete';
import { isolateHistory } from '@codemirror/commands';
import type { EditorState, Extension } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { saidOfSnippet, type TypedShortcut, typedShortcut } from '../snippets/matching-snippets.ts';
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

/** What the editor gives to its snippets. `say`: for screen readers. `refuse`: a reason that is shown, too. */
type Ports = {
  readonly snippets: () => Snippets | undefined;
  readonly maxChars: () => number;
  readonly say: (text: string) => void;
  readonly refuse: (why: string) => void;
};

/** Offers snippets after a semicolon, and replaces a whole shortcut at a blank or Tab (PSH-2). One Ctrl+Z takes a replacement back. */
export function snippetCompletion(ports: Ports): { readonly source: CompletionSource; readonly extension: Extension } {
  let gaps: readonly string[] = [];
  /** The text and the cursor before the last replacement. */
  let before: { readonly text: string; readonly at: number } | undefined;
  const replace = (
    view: EditorView,
    { from, typed }: Pick<TypedShortcut, 'from' | 'typed'>,
    given: { readonly snippet: OfferedSnippet; readonly behind: string },
  ): boolean => {
    closeCompletion(view);
    const words = ports.snippets()?.wordsOf(given.snippet);
    if (words === undefined) return false;
    if (!words.ok) {
      ports.refuse(`${given.snippet.name} can’t be filled in: ${words.fault}`);
      return true;
    }
    const text = words.text + (words.gaps.length === 0 ? given.behind : '');
    const to = from + typed.length;
    if (view.state.doc.length - typed.length + text.length > ports.maxChars()) {
      ports.refuse(`${given.snippet.name} is too long for this field, which takes ${ports.maxChars()} characters.`);
      return true;
    }
    before = { text: view.state.doc.toString(), at: to };
    ({ gaps } = words);
    const [gap] = gaps;
    const at = gap === undefined ? -1 : from + text.indexOf(gap);
    view.dispatch({
      changes: { from, to, insert: text },
      selection: gap === undefined ? { anchor: from + text.length } : { anchor: at, head: at + gap.length },
      annotations: isolateHistory.of('full'),
      userEvent: 'input.complete',
      scrollIntoView: true,
    });
    ports.say(saidOfSnippet(given.snippet.name, words));
    return true;
  };
  const byKey =
    (behind: string) =>
    (view: EditorView): boolean => {
      const typed = shortcutIn(view.state, ports.snippets());
      if (typed?.exact === undefined || view.composing) return false;
      const wasTakenBack = before?.at === view.state.selection.main.head && before.text === view.state.doc.toString();
      before = undefined;
      return wasTakenBack ? false : replace(view, typed, { snippet: typed.exact, behind });
    };
  const nextGap = (view: EditorView): boolean => {
    const { state } = view;
    const text = state.doc.toString();
    const places = [...new Set(gaps)].flatMap((gap) => {
      const at = text.indexOf(gap, state.selection.main.to);
      return at === -1 ? [] : [{ gap, at }];
    });
    const next = places.toSorted((a, b) => a.at - b.at)[0];
    if (next === undefined) {
      gaps = [];
      return false;
    }
    view.dispatch(
      state.update({ selection: { anchor: next.at, head: next.at + next.gap.length }, scrollIntoView: true }),
    );
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
  const openList = EditorView.updateListener.of(({ docChanged, transactions, state, view }) => {
    if (!docChanged || !transactions.some((one) => one.isUserEvent('input.type')) || completionStatus(state) !== null)
      return;
    const typed = shortcutIn(state, ports.snippets());
    if (typed !== undefined && typed.typed.length > 1) startCompletion(view);
  });
  const keys = keymap.of([
    { key: 'Space', run: byKey(' ') },
    { key: 'Tab', run: (view) => byKey('')(view) || (gaps.length > 0 && nextGap(view)) },
  ]);
  const wanted = EditorView.domEventHandlers({
    focus: () => ports.snippets()?.onWanted(),
    blur: () => {
      gaps = [];
    },
  });
  return { source, extension: [openList, keys, wanted] };
}
