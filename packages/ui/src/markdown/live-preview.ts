import { syntaxTree } from '@codemirror/language';
import type { EditorState, Extension, Range } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from '@codemirror/view';

/** Marks that are hidden on lines without the cursor. The text itself keeps them. */
const hiddenMarks: ReadonlySet<string> = new Set([
  'EmphasisMark',
  'HeaderMark',
  'CodeMark',
  'LinkMark',
  'QuoteMark',
  'StrikethroughMark',
]);
/** Classes of the text inside of a node, and of its lines. */
const textClasses: Readonly<Record<string, string>> = {
  StrongEmphasis: 'md-strong',
  Emphasis: 'md-emphasis',
  Strikethrough: 'md-struck',
  InlineCode: 'md-code',
  Link: 'md-link',
};
const lineClasses: Readonly<Record<string, string>> = {
  ATXHeading1: 'md-heading',
  ATXHeading2: 'md-heading',
  ATXHeading3: 'md-heading',
  ATXHeading4: 'md-heading',
  ATXHeading5: 'md-heading',
  ATXHeading6: 'md-heading',
  Blockquote: 'md-quote',
  FencedCode: 'md-block',
};

/** The box of an entry of a checklist. A press writes or removes the x in the text. */
class CheckBox extends WidgetType {
  readonly #isDone: boolean;
  constructor(isDone: boolean) {
    super();
    this.#isDone = isDone;
  }
  override eq(other: CheckBox): boolean {
    return other.#isDone === this.#isDone;
  }
  override toDOM(view: EditorView): HTMLElement {
    const box = view.dom.ownerDocument.createElement('input');
    box.type = 'checkbox';
    box.checked = this.#isDone;
    box.tabIndex = -1; // by the keyboard the x is typed in the text
    box.setAttribute('aria-label', 'Done');
    box.addEventListener('mousedown', (event) => {
      event.preventDefault();
      const from = view.posAtDOM(box);
      view.dispatch({
        changes: { from: from + 1, to: from + 2, insert: this.#isDone ? ' ' : 'x' },
        userEvent: 'input',
      });
    });
    return box;
  }
  override ignoreEvent(): boolean {
    return true;
  }
}

/** The point of a list's entry, in place of "-" or "*". */
class Point extends WidgetType {
  override eq(): boolean {
    return true;
  }
  override toDOM(view: EditorView): HTMLElement {
    const point = view.dom.ownerDocument.createElement('span');
    point.textContent = '•';
    return point;
  }
}

const hidden = Decoration.replace({});
const point = Decoration.replace({ widget: new Point() });

function drawn(view: EditorView): DecorationSet {
  const { state } = view;
  const decorations: Range<Decoration>[] = [];
  const active = view.hasFocus ? activeLines(state) : new Set<number>();
  for (const { from, to } of view.visibleRanges)
    syntaxTree(state).iterate({
      from,
      to,
      enter: (node) => {
        const ofLine = lineClasses[node.name];
        if (ofLine !== undefined)
          for (let line = state.doc.lineAt(node.from); ; line = state.doc.line(line.number + 1)) {
            decorations.push(Decoration.line({ class: ofLine }).range(line.from));
            if (line.to >= node.to || line.number === state.doc.lines) break;
          }
        const ofText = textClasses[node.name];
        if (ofText !== undefined && node.to > node.from)
          decorations.push(Decoration.mark({ class: ofText }).range(node.from, node.to));
        const isActive = active.has(state.doc.lineAt(node.from).number);
        if (node.name === 'TaskMarker' && !isActive) {
          const isDone = /x/i.test(state.sliceDoc(node.from, node.to));
          decorations.push(Decoration.replace({ widget: new CheckBox(isDone) }).range(node.from, node.to));
        }
        if (node.name === 'ListMark' && !isActive && node.node.parent?.parent?.name === 'BulletList') {
          const isTask = node.node.nextSibling?.name === 'Task';
          decorations.push(isTask ? hidden.range(node.from, node.to + 1) : point.range(node.from, node.to));
        }
        const isTarget = node.name === 'URL' && node.node.parent?.name === 'Link';
        if (!isActive && (hiddenMarks.has(node.name) || isTarget) && node.to > node.from) {
          const isFence = node.node.parent?.name === 'FencedCode';
          // The blank after "##" and ">" belongs to the mark.
          const blank = node.name === 'HeaderMark' || node.name === 'QuoteMark' ? (/^ */.exec(state.sliceDoc(node.to, node.to + 4))?.[0].length ?? 0) : 0; // prettier-ignore
          if (!isFence) decorations.push(hidden.range(node.from, node.to + blank));
        }
      },
    });
  return Decoration.set(decorations, true);
}

function activeLines({ doc, selection }: EditorState): ReadonlySet<number> {
  const lines = new Set<number>();
  for (const { from, to } of selection.ranges)
    for (let at = doc.lineAt(from).number; at <= doc.lineAt(to).number; at += 1) lines.add(at);
  return lines;
}

/**
 * Draws Markdown as it will look while it is edited: bold words bold, boxes as boxes. The marks are shown only on the lines of
 * the cursor. Only the drawing changes: the text keeps each of its characters.
 */
export const livePreview: Extension = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = drawn(view);
    }
    update({ docChanged, selectionSet, viewportChanged, focusChanged, view, startState, state }: ViewUpdate): void {
      if (docChanged || selectionSet || viewportChanged || focusChanged || syntaxTree(startState) !== syntaxTree(state))
        this.decorations = drawn(view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);
