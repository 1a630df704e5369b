import { useEffect, useRef, useState } from 'react';
import { drawMail } from './draw-mail.ts';
import classes from './templates.module.css';

/** A mail as its reader sees it, in a document of its own without scripts. `width`: of the reader's window in pixels. */
export function MailFrame({ html, width }: { readonly html: string; readonly width: number }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(0);
  useEffect(() => {
    const into = frame.current?.contentDocument;
    if (!into) return;
    drawMail(into, html);
    // The body of an empty document is as high as its frame, so its content is measured.
    setHeight(Math.ceil(into.body.lastElementChild?.getBoundingClientRect().bottom ?? 0));
  }, [html, width]);
  return (
    <iframe
      ref={frame}
      title="The mail as its reader sees it"
      sandbox="allow-same-origin"
      className={classes.mail}
      width={width}
      height={height}
      tabIndex={-1}
    />
  );
}
