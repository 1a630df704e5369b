/** The space around the chart, in pixels of the picture at twice the size of the screen. */
const marginPx = 32;
const titlePx = 32;

/** Chosen: longer than it takes to read the figures of any report. */
const mostWaitMs = 10_000;

/** Resolves with the canvas of a panel once it is there: directly after a change the figures are still being read. */
function canvasIn(panel: HTMLElement): Promise<HTMLCanvasElement | undefined> {
  const there = panel.querySelector('canvas');
  if (there) return Promise.resolve(there);
  return new Promise((resolve) => {
    const end = (canvas: HTMLCanvasElement | undefined) => {
      watch.disconnect();
      clearTimeout(late);
      resolve(canvas);
    };
    const watch = new MutationObserver(() => {
      const canvas = panel.querySelector('canvas');
      if (canvas) requestAnimationFrame(() => end(canvas)); // it is painted with the frame
    });
    const late = setTimeout(() => end(undefined), mostWaitMs);
    watch.observe(panel, { childList: true, subtree: true });
  });
}

/**
 * Returns a chart as a PNG with its title, on the colour of its surface, as soon as it is drawn. Undefined for a chart that is drawn
 * as text (a table, a number): it has no canvas.
 */
export async function chartPicture(panel: HTMLElement, title: string): Promise<Blob | undefined> {
  const drawn = await canvasIn(panel);
  if (!drawn) return undefined;
  const picture = panel.ownerDocument.createElement('canvas');
  picture.width = drawn.width + 2 * marginPx;
  picture.height = drawn.height + 2 * marginPx + 2 * titlePx;
  const pen = picture.getContext('2d');
  if (!pen) return undefined;
  const { backgroundColor, color, fontFamily } = getComputedStyle(panel);
  pen.fillStyle = backgroundColor;
  pen.fillRect(0, 0, picture.width, picture.height);
  pen.fillStyle = color;
  pen.font = `600 ${titlePx * 0.8}px ${fontFamily}`;
  pen.fillText(title, marginPx, marginPx + titlePx * 0.8, drawn.width);
  pen.drawImage(drawn, marginPx, marginPx + 2 * titlePx);
  return new Promise((resolve) => {
    picture.toBlob((blob) => resolve(blob ?? undefined), 'image/png');
  });
}
