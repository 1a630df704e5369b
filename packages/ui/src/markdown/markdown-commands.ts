import {
  type ChangeSpec,
  EditorSelection,
  type EditorState,
  type StateCommand,
  type TransactionSpec,
} from '@codemirror/state';

/** Makes a command from the function that returns its changes. */
const command =
  (edit: (state: EditorState) => TransactionSpec): StateCommand =>
  ({ state, dispatch }) => {
    dispatch(state.update({ ...edit(state), scrollIntoView: true, userEvent: 'input' }));
    return true;
  };

/**
 * Returns the command that puts marks around the selected words, or takes them away: "**" for bold. Without a selection it
 * applies to the word at the cursor. Between words it writes two marks with the cursor between them.
 */
export const toggleMark = (mark: string): StateCommand =>
  command((state) =>
    state.changeByRange((range) => {
      const word = range.empty ? state.wordAt(range.head) : null;
      const { from, to } = word ?? range;
      const size = mark.length;
      const text = state.sliceDoc(from, to);
      const isOutside = state.sliceDoc(from - size, from) === mark && state.sliceDoc(to, to + size) === mark;
      // The inner star of "**bold**" belongs to a mark of two stars.
      const isLonger = size === 1 && state.sliceDoc(from - 2, from - 1) === mark;
      if (isOutside && !isLonger)
        return {
          changes: [
            { from: from - size, to: from },
            { from: to, to: to + size },
          ],
          range: EditorSelection.range(from - size, to - size),
        };
      if (text.length > 2 * size && text.startsWith(mark) && text.endsWith(mark))
        return {
          changes: { from, to, insert: text.slice(size, -size) },
          range: EditorSelection.range(from, to - 2 * size),
        };
      return {
        changes: [
          { from, insert: mark },
          { from: to, insert: mark },
        ],
        range:
          range.empty && !word ? EditorSelection.cursor(from + size) : EditorSelection.range(from + size, to + size),
      };
    }),
  );

/** The beginnings of lines that one button writes. A line has at most one of them. */
const lineMarks = {
  list: /^(\s*)[-*+] (?!\[[ xX]\] )/,
  checklist: /^(\s*)[-*+] \[[ xX]\] /,
  numbers: /^(\s*)\d{1,9}[.)] /,
  quote: /^(\s*)> ?/,
  heading: /^(\s*)#{1,6} /,
} as const;
export type LineMark = keyof typeof lineMarks;

const written: { readonly [K in LineMark]: (place: number) => string } = {
  list: () => '- ',
  checklist: () => '- [ ] ',
  numbers: (place) => `${place + 1}. `,
  quote: () => '> ',
  heading: () => '## ',
};

/**
 * Returns the command that makes the selected lines a list, a quote or headings. Lines that all are one already become plain
 * again.
 */
export const toggleLines = (kind: LineMark): StateCommand =>
  command((state) => {
    const lines = new Map<number, { readonly from: number; readonly text: string }>();
    for (const { from, to } of state.selection.ranges)
      for (let at = state.doc.lineAt(from).number; at <= state.doc.lineAt(to).number; at += 1)
        lines.set(at, state.doc.line(at));
    const filled = [...lines.values()].filter(({ text }) => text.trim() !== '' || lines.size === 1);
    const isOn = filled.every(({ text }) => lineMarks[kind].test(text));
    const changes = filled.map(({ from, text }, place): ChangeSpec => {
      const other = Object.values(lineMarks).find((mark) => mark.test(text));
      const indent = /^\s*/.exec(text)?.[0] ?? '';
      const before = other?.exec(text)?.[0] ?? indent;
      return { from, to: from + before.length, insert: isOn ? indent : `${indent}${written[kind](place)}` };
    });
    // A cursor at the beginning of a line moves after the new mark.
    const changed = state.changes(changes);
    const { anchor, head } = state.selection.main;
    return { changes: changed, selection: { anchor: changed.mapPos(anchor, 1), head: changed.mapPos(head, 1) } };
  });

const address = 'https://';

/** Writes a link: the selected words become its text, a selected address its target. The part to fill in is selected. */
export const writeLink: StateCommand = command((state) =>
  state.changeByRange(({ from, to }) => {
    const text = state.sliceDoc(from, to);
    const isAddress = /^(https:\/\/|mailto:|tel:)\S+$/i.test(text);
    const insert = isAddress ? `[](${text})` : `[${text}](${address})`;
    const start = from + text.length + 3;
    const range =
      isAddress || text === ''
        ? EditorSelection.cursor(from + 1)
        : EditorSelection.range(start, start + address.length);
    return { changes: { from, to, insert }, range };
  }),
);
