import { loadable, LoadBoundary } from '../loading/loadable.tsx';
import type { MarkdownEditorProps } from './markdown-editor.tsx';
import classes from './markdown.module.css';

const Editor = loadable(async () => (await import('./markdown-editor.tsx')).MarkdownEditor);

/** The editor of a Markdown text, loaded when the first one is shown. Until then its place is empty for some milliseconds. */
export function LazyMarkdownEditor(props: MarkdownEditorProps) {
  return (
    <LoadBoundary fallback={<div className={classes.editor} data-looks={props.looks ?? 'box'} aria-busy />}>
      <Editor {...props} />
    </LoadBoundary>
  );
}
