import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import classes from './files.module.css';

/** Chosen: a preview. A longer document is saved, and opened in a program of its own. */
const mostPages = 50;

/**
 * Shows the pages of a PDF. pdf.js draws them in a worker: no script of the document runs, and nothing is fetched for it. This module
 * is loaded with the first PDF, because pdf.js is large.
 */
export function PdfPages({
  blob,
  title,
  zoom,
}: {
  readonly blob: Blob;
  readonly title: string;
  readonly zoom: number;
}) {
  const [pdf, setPdf] = useState<PDFDocumentProxy>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    const state = { isOver: false, end: () => undefined as void };
    void (async () => {
      try {
        GlobalWorkerOptions.workerPort ??= new Worker(new URL('pdf-worker.ts', import.meta.url), { type: 'module' });
        const data = new Uint8Array(await blob.arrayBuffer());
        if (state.isOver) return;
        const task = getDocument({ data, disableFontFace: true, enableXfa: false, stopAtErrors: false });
        state.end = () => void task.destroy();
        const loaded = await task.promise;
        if (!state.isOver) setPdf(loaded);
      } catch (cause) {
        if (!state.isOver)
          setProblem(
            cause instanceof Error && cause.name === 'PasswordException'
              ? 'This PDF has a password. Save a copy, and open that.'
              : 'This PDF cannot be shown here. It may be damaged. Save a copy, and open that.',
          );
      }
    })();
    return () => {
      state.isOver = true;
      state.end();
    };
  }, [blob]);
  if (problem !== undefined) return <p role="alert">{problem}</p>;
  if (!pdf) return <p role="status">Opening {title}</p>;
  const count = Math.min(pdf.numPages, mostPages);
  return (
    <div className={classes.pages}>
      {Array.from({ length: count }, (_, place) => (
        <PdfPage
          key={place}
          pdf={pdf}
          place={place + 1}
          zoom={zoom}
          name={`Page ${place + 1} of ${pdf.numPages} of ${title}`}
        />
      ))}
      {pdf.numPages > count ? (
        <p>
          The first {count} of {pdf.numPages} pages. Save a copy to see all of them.
        </p>
      ) : null}
    </div>
  );
}

const baseWidth = 720;

function PdfPage({
  pdf,
  place,
  zoom,
  name,
}: {
  readonly pdf: PDFDocumentProxy;
  readonly place: number;
  readonly zoom: number;
  readonly name: string;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    const state = { isOver: false, end: () => undefined as void };
    void (async () => {
      const page = await pdf.getPage(place);
      const target = canvas.current;
      if (state.isOver || !target) return;
      const scale = (baseWidth * zoom * window.devicePixelRatio) / page.getViewport({ scale: 1 }).width;
      const viewport = page.getViewport({ scale });
      target.width = viewport.width;
      target.height = viewport.height;
      const task = page.render({ canvas: target, viewport });
      state.end = () => task.cancel();
      await task.promise;
      const content = await page.getTextContent();
      if (!state.isOver)
        setText(
          content.items
            .map((item) => ('str' in item ? item.str : ''))
            .join(' ')
            .trim(),
        );
    })().catch(() => undefined); // a page that is cancelled, or can't be drawn, stays blank
    return () => {
      state.isOver = true;
      state.end();
    };
  }, [pdf, place, zoom]);
  return (
    <>
      <canvas ref={canvas} className={classes.page} role="img" aria-label={name} />
      {text === '' ? null : <p className="outpost-visually-hidden">{text}</p>}
    </>
  );
}
