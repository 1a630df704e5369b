import { lazy, Suspense } from 'react';
import type { MarkdownEditorProps } from './markdown-editor.tsx';
import classes from './markdown.module.css';

const Editor = lazy(async () => ({ default: (await import('./markdown-editor.tsx')).MarkdownEditor }));

/** The editor of a Markdown text, loaded when the first one is shown. Until then its place is empty for some milliseconds. */
export function LazyMarkdownEditor(props: MarkdownEditorProps) {
  return (
    <Suspense fallback={<div className={classes.editor} data-looks={props.looks ?? 'box'} aria-busy />}>
      <Editor {...props} />
    </Suspense>
  );
}
