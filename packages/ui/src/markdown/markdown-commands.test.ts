import { EditorState, type StateCommand } from '@codemirror/state';
import { describe, expect, it } from 'vitest';
import { toggleLines, toggleMark, writeLink } from './markdown-commands.ts';

/** Runs a command on a text whose selection is written as ⟨…⟩ or, where nothing is selected, as |. */
function after(run: StateCommand, marked: string): string {
  const isCursor = marked.includes('|');
  const [anchor, head] = isCursor ? [marked.indexOf('|'), marked.indexOf('|')] : [marked.indexOf('⟨'), marked.indexOf('⟩') - 1]; // prettier-ignore
  let state = EditorState.create({ doc: marked.replace(/[⟨⟩|]/g, ''), selection: { anchor, head } });
  run({
    state,
    dispatch: (transaction) => {
      state = transaction.state;
    },
  });
  const { from, to, empty } = state.selection.main;
  const text = state.doc.toString();
  return empty
    ? `${text.slice(0, from)}|${text.slice(from)}`
    : `${text.slice(0, from)}⟨${text.slice(from, to)}⟩${text.slice(to)}`;
}

describe('the commands of the Markdown editor', () => {
  it.each([
    ['⟨south wall⟩ first', '**⟨south wall⟩** first'],
    ['**⟨south wall⟩** first', '⟨south wall⟩ first'],
    ['⟨**south wall**⟩', '⟨south wall⟩'],
    ['so|uth wall', '**⟨south⟩** wall'],
    ['wall | first', 'wall **|** first'],
  ])('make words bold, or plain again: %s', (before, expected) => {
    expect(after(toggleMark('**'), before)).toBe(expected);
  });

  it('leave bold words bold when they become italic', () => {
    expect(after(toggleMark('*'), '**⟨south⟩**')).toBe('***⟨south⟩***');
  });

  it.each([
    ['list', 'one\n⟨two\nthree⟩\nfour', 'one\n⟨- two\n- three⟩\nfour'],
    ['list', '- o|ne', 'o|ne'],
    ['checklist', '- o|ne', '- [ ] o|ne'],
    ['list', '- [x] o|ne', '- o|ne'],
    ['numbers', '⟨one\n\ntwo⟩', '⟨1. one\n\n2. two⟩'],
    ['heading', '# o|ne', 'o|ne'],
    ['quote', '  |one', '  > |one'],
  ] as const)('turn lines into a %s and back, and leave all other lines as they are: %s', (kind, before, expected) => {
    expect(after(toggleLines(kind), before).replace(/[⟨⟩|]/g, '')).toBe(expected.replace(/[⟨⟩|]/g, ''));
  });

  it.each([
    ['see ⟨the plan⟩', 'see [the plan](⟨https://⟩)'],
    ['see ⟨https://example.com/a⟩', 'see [|](https://example.com/a)'],
    ['see |', 'see [|](https://)'],
  ])('write a link with the part to fill in selected: %s', (before, expected) => {
    expect(after(writeLink, before)).toBe(expected);
  });
});
