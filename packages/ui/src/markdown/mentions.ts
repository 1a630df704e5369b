import { completionStatus, type CompletionSource, startCompletion } from '@codemirror/autocomplete';
import { EditorView } from '@codemirror/view';
import type { FindPeople } from './people-context.ts';

/** An @ with the beginning of a name. An @ inside a word, such as in an address, begins no name. */
const begun = /(?<![\p{L}\p{N}_])@[\p{L}\p{N}_'’-]*(?: [\p{L}\p{N}_'’-]*)?$/u;
/** Chosen: no name is longer. */
const mostChars = 80;

/** Offers people after an @ and writes their whole name, as the notifications read it (`mentions` of the domain). */
export const mentionSource =
  (find: () => FindPeople | undefined): CompletionSource =>
  async (context) => {
    const { state, pos } = context;
    const line = state.doc.lineAt(pos);
    const [typed] = begun.exec(state.sliceDoc(Math.max(line.from, pos - mostChars), pos)) ?? [];
    const people = find();
    if (typed === undefined || !people) return null;
    const found = await people(typed.slice(1));
    if (context.aborted || found.length === 0) return null;
    return {
      from: pos - typed.length,
      filter: false,
      options: found.map(({ name, detail }) => ({
        label: `@${name}`,
        apply: `@${name} `,
        ...(detail === undefined ? {} : { detail }),
      })),
    };
  };

/**
 * Opens the list of people while a name is typed. The editor's own completion opens for a moment after every keystroke, and would
 * handle an Esc that is pressed in that moment.
 */
export const openMentions = EditorView.updateListener.of(({ docChanged, transactions, state, view }) => {
  if (!docChanged || !transactions.some((one) => one.isUserEvent('input.type')) || completionStatus(state) !== null)
    return;
  const { head } = state.selection.main;
  const line = state.doc.lineAt(head);
  if (begun.test(state.sliceDoc(Math.max(line.from, head - mostChars), head))) startCompletion(view);
});
