import { autocompletion, closeCompletion, completionKeymap, completionStatus } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { markdown, markdownLanguage } from '@codemirror/lang-markdown';
import { Annotation, EditorState, Prec, type StateCommand } from '@codemirror/state';
import { drawSelection, EditorView, keymap, placeholder as placeholderOf, tooltips } from '@codemirror/view';
import { getNonce } from 'get-nonce';
import { type Ref, useContext, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import { useFormats } from '../formats/formats-context.tsx';
import { livePreview } from './live-preview.ts';
import { toggleLines, toggleMark, writeLink } from './markdown-commands.ts';
import { MarkdownToolbar, type TextTool } from './markdown-toolbar.tsx';
import { mentionSource, openMentions } from './mentions.ts';
import { PeopleContext } from './people-context.ts';
import { Announcements } from '../parts/announcements.tsx';
import { useAnnouncer } from '../parts/use-announcer.ts';
import { SnippetsContext } from '../snippets/snippets-context.ts';
import { snippetCompletion } from './snippet-completion.ts';
import { pastedText } from './pasted-text.ts';
import classes from './markdown.module.css';

/** The handle by which a parent controls an editor. */
export type MarkdownHandle = {
  readonly focus: () => void;
  /** Replaces the whole text, as after an undo from outside. This is not a step of the editor's own undo. */
  readonly setText: (text: string) => void;
};

/** A Markdown text that is edited as it looks. */
export type MarkdownEditorProps = {
  /** The text at first. Later ones are set by the handle. */
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Ctrl or Cmd and Enter. */
  readonly onSubmit: () => void;
  readonly onEscape: () => void;
  readonly label: string;
  readonly describedBy?: string | undefined;
  readonly isInvalid?: boolean | undefined;
  readonly isRequired?: boolean | undefined;
  readonly placeholder?: string | undefined;
  readonly maxChars: number;
  readonly autoFocus?: boolean | undefined;
  /** A box with its toolbar; or without a border, for a frame of the parent: open with the toolbar, or one line high. */
  readonly looks?: 'box' | 'open' | 'line' | undefined;
  readonly ref?: Ref<MarkdownHandle> | undefined;
};

/** The tools of the toolbar, with their keys in CodeMirror's notation. */
const tools: readonly (TextTool & { readonly key: string; readonly run: StateCommand })[] = [
  { id: 'bold', icon: 'bold', label: 'Bold', keys: 'mod+b', key: 'Mod-b', run: toggleMark('**') },
  { id: 'italic', icon: 'italic', label: 'Italic', keys: 'mod+i', key: 'Mod-i', run: toggleMark('*') },
  { id: 'heading', icon: 'heading', label: 'Heading', keys: 'mod+alt+2', key: 'Mod-Alt-2', run: toggleLines('heading') },
  { id: 'list', icon: 'list', label: 'List', keys: 'mod+shift+8', key: 'Mod-Shift-8', run: toggleLines('list') },
  { id: 'numbers', icon: 'list-numbers', label: 'Numbered list', keys: 'mod+shift+7', key: 'Mod-Shift-7', run: toggleLines('numbers') },
  { id: 'checklist', icon: 'checklist', label: 'Checklist', keys: 'mod+shift+9', key: 'Mod-Shift-9', run: toggleLines('checklist') },
  { id: 'quote', icon: 'quote', label: 'Quote', keys: 'mod+shift+.', key: 'Mod-Shift-.', run: toggleLines('quote') },
  { id: 'link', icon: 'link', label: 'Link', keys: 'mod+shift+l', key: 'Mod-Shift-l', run: writeLink },
  { id: 'code', icon: 'code', label: 'Code', keys: 'mod+e', key: 'Mod-e', run: toggleMark('`') },
]; // prettier-ignore

const fromOutside = Annotation.define<boolean>();

/** Returns the node in which all lists over the page are drawn, because it is a landmark (`theme/overlay-landmark.tsx`). */
const overlays = (): HTMLElement =>
  document.querySelector<HTMLElement>('[data-mantine-shared-portal-node]') ?? document.body;

/**
 * The editor of a Markdown text: CodeMirror over the text itself. An edit changes only its own lines, and two
 * people's edits of different lines merge (S-4, ADR 0050). Tab leaves it; Esc closes the list of people first.
 */
export function MarkdownEditor(props: MarkdownEditorProps) {
  const {
    text,
    label,
    describedBy,
    isInvalid = false,
    isRequired = false,
    placeholder,
    autoFocus = false,
    looks = 'box',
    ref,
  } = props;
  const formats = useFormats();
  const people = useContext(PeopleContext);
  const snippets = useContext(SnippetsContext);
  const announcer = useAnnouncer();
  const [refused, setRefused] = useState<string>();
  const [view, setView] = useState<EditorView>();
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef({ props, people, formats, snippets, announcer });
  useLayoutEffect(() => {
    latest.current = { props, people, formats, snippets, announcer };
  });

  useLayoutEffect(() => {
    if (!box.current) return undefined;
    const take = (data: DataTransfer | null, target: EditorView, at?: number): boolean => {
      if (!data) return false;
      const { from, to } = at === undefined ? target.state.selection.main : { from: at, to: at };
      const room = latest.current.props.maxChars - target.state.doc.length + (to - from);
      const pasted = pastedText(
        { html: data.getData('text/html'), text: data.getData('text/plain') },
        room,
        latest.current.formats.count,
      );
      setRefused('refused' in pasted ? pasted.refused : undefined);
      if ('text' in pasted && pasted.text !== '')
        target.dispatch({
          changes: { from, to, insert: pasted.text },
          selection: { anchor: from + pasted.text.length },
          scrollIntoView: true,
          userEvent: 'input.paste',
        });
      return true;
    };
    const ofSnippets = snippetCompletion({
      snippets: () => latest.current.snippets,
      maxChars: () => latest.current.props.maxChars,
      say: (said) => latest.current.announcer.announce(said),
      refuse: (why) => latest.current.announcer.refuse(why),
    });
    const made = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: text,
        extensions: [
          EditorView.cspNonce.of(getNonce() ?? ''),
          EditorState.lineSeparator.of('\n'), // a carriage return of an older text stays where it is
          history(),
          drawSelection(),
          EditorView.lineWrapping,
          markdown({ base: markdownLanguage }),
          livePreview,
          tooltips({ parent: overlays() }),
          autocompletion({
            override: [mentionSource(() => latest.current.people), ofSnippets.source],
            activateOnTyping: false,
            icons: false,
            tooltipClass: () => classes.people ?? '',
          }),
          openMentions,
          Prec.high(ofSnippets.extension),
          Prec.high(
            keymap.of([
              {
                key: 'Mod-Enter',
                run: () => {
                  latest.current.props.onSubmit();
                  return true;
                },
              },
              ...tools.map(({ key, run }) => ({ key, run, preventDefault: true })),
            ]),
          ),
          keymap.of([
            ...completionKeymap,
            {
              key: 'Escape',
              run: () => {
                latest.current.props.onEscape();
                return false; // a dialog around the editor may close
              },
            },
            ...historyKeymap,
            ...defaultKeymap.filter(({ key }) => key !== 'Mod-Enter' && key !== 'Escape'),
          ]),
          EditorView.contentAttributes.of((target) => ({
            role: 'textbox',
            'aria-multiline': 'true',
            dir: 'auto',
            spellcheck: 'true',
            autocorrect: 'on',
            autocapitalize: 'sentences',
            'aria-label': latest.current.props.label,
            // Mantine's dialogs read it: Esc then closes only the list of people.
            ...(completionStatus(target.state) === null ? {} : { 'data-mantine-stop-propagation': 'true' }),
          })),
          EditorView.domEventHandlers({
            paste: (event, target) => {
              event.preventDefault();
              return take(event.clipboardData, target);
            },
            drop: (event, target) => {
              const at = target.posAtCoords({ x: event.clientX, y: event.clientY });
              if (event.dataTransfer?.types.includes('text/plain') !== true || at === null) return false;
              if (target.state.selection.ranges.some(({ empty }) => !empty)) return false; // a text of this editor that is moved
              event.preventDefault();
              return take(event.dataTransfer, target, at);
            },
            blur: (_event, target) => void closeCompletion(target),
          }),
          EditorView.updateListener.of(({ docChanged, transactions, state }) => {
            if (!docChanged || transactions.some((one) => one.annotation(fromOutside) === true)) return;
            setRefused(undefined);
            latest.current.props.onText(state.doc.toString());
          }),
          ...(placeholder === undefined ? [] : [placeholderOf(placeholder)]),
        ],
      }),
    });
    setView(made);
    return () => made.destroy();
    // oxlint-disable-next-line react/exhaustive-deps -- the editor is made once; `latest` has the changing values
  }, []);
  useEffect(() => {
    if (!view || !autoFocus) return;
    view.dispatch({ selection: { anchor: view.state.doc.length } });
    view.focus();
  }, [view, autoFocus]);
  useEffect(() => {
    if (!view) return;
    const attributes = { 'aria-describedby': describedBy, 'aria-invalid': isInvalid || undefined, 'aria-required': isRequired || undefined, 'aria-label': label }; // prettier-ignore
    for (const [name, value] of Object.entries(attributes))
      if (value === undefined) view.contentDOM.removeAttribute(name);
      else view.contentDOM.setAttribute(name, String(value));
  }, [view, describedBy, isInvalid, isRequired, label]);
  useImperativeHandle(
    ref,
    () => ({
      focus: () => view?.focus(),
      setText: (next) => {
        if (!view || view.state.doc.toString() === next) return;
        view.dispatch({
          changes: { from: 0, to: view.state.doc.length, insert: next },
          annotations: fromOutside.of(true),
        });
      },
    }),
    [view],
  );
  return (
    <div className={classes.editor} data-looks={looks} data-invalid={isInvalid || undefined}>
      <div ref={box} className={classes.text} data-takes-keys />
      {looks === 'line' ? null : (
        <MarkdownToolbar
          tools={tools}
          onTool={(id) => {
            const tool = tools.find((one) => one.id === id);
            if (!view || !tool) return;
            tool.run(view);
            view.focus();
          }}
        />
      )}
      <Announcements {...announcer} />
      {refused === undefined ? null : (
        <p className={classes.refused} role="alert">
          {refused}
        </p>
      )}
    </div>
  );
}
