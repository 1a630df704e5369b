/** The space around the chart, in pixels of the picture at twice the size of the screen. */
const marginPx = 32;
const titlePx = 32;

/**
 * Returns a drawn chart as a PNG with its title, on the colour of its surface. Undefined for a chart that is drawn as text (a table,
 * a number): it has no canvas.
 */
export async function chartPicture(panel: HTMLElement, title: string): Promise<Blob | undefined> {
  const drawn = panel.querySelector('canvas');
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
