/** A part of a picture: a heading, and a chart or, without one, rows of text. `isWide`: it takes the whole width. */
export type PicturePart = {
  readonly title: string;
  readonly about: string;
  readonly chart?: HTMLCanvasElement | undefined;
  readonly columns: readonly { readonly label: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly string[])[];
  readonly note?: string | undefined;
  readonly isWide: boolean;
};

/** A picture of several parts under one head. `lines`: under the title, such as the period and the author. */
export type TiledPicture = {
  readonly title: string;
  readonly lines: readonly string[];
  readonly parts: readonly PicturePart[];
};

/** The place of a part, in pixels of the picture. */
export type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** Chosen: two charts next to each other are as large as on a screen, at twice its density. */
const widthPx = 2_400;
const marginPx = 48;
const linePx = 40;
const textPx = 26;
/** Chosen: a picture is no list. The PDF and the Excel file have all rows. */
const mostRows = 12;
/** Chosen: as high as a chart on a page. */
const mostChartPx = 720;

const partWidth = ({ isWide }: Pick<PicturePart, 'isWide'>): number =>
  isWide ? widthPx - 2 * marginPx : (widthPx - 3 * marginPx) / 2;

/** Returns the size of a chart in a part of this width, in its own proportions. */
function chartSize({ width, height }: { readonly width: number; readonly height: number }, most: number) {
  const scale = Math.min(1, most / Math.max(1, width), mostChartPx / Math.max(1, height));
  return { width: width * scale, height: height * scale };
}

/** Returns the lines of text of a part: its rows, and a line that counts the rows that are left out. */
function shownRows({ rows }: Pick<PicturePart, 'rows'>): { readonly rows: PicturePart['rows']; readonly left: number } {
  const left = rows.length > mostRows ? rows.length - mostRows : 0;
  return { rows: left > 0 ? rows.slice(0, mostRows) : rows, left };
}

function partHeight(part: PicturePart): number {
  const { rows, left } = shownRows(part);
  const table = part.columns.length === 0 ? 0 : (1 + rows.length + (left > 0 ? 1 : 0)) * linePx;
  const body = part.chart ? chartSize(part.chart, partWidth(part)).height : table;
  return (part.about === '' ? 1 : 2) * linePx + body + (part.note === undefined ? 0 : linePx);
}

/** Returns the places of parts below `top`: two next to each other, wide ones alone. Also returns the height of the whole. */
export function placedParts(
  parts: readonly PicturePart[],
  top: number,
): { readonly boxes: readonly Box[]; readonly height: number } {
  const boxes: Box[] = [];
  let y = top;
  let beside: Box | undefined;
  for (const part of parts) {
    const [width, height] = [partWidth(part), partHeight(part)];
    if (beside && !part.isWide) {
      boxes.push({ x: beside.x + beside.width + marginPx, y, width, height });
      y += Math.max(beside.height, height) + marginPx;
      beside = undefined;
      continue;
    }
    if (beside) y += beside.height + marginPx;
    const box = { x: marginPx, y, width, height };
    boxes.push(box);
    beside = part.isWide ? undefined : box;
    if (part.isWide) y += height + marginPx;
  }
  return { boxes, height: beside ? y + beside.height + marginPx : y };
}

type Pen = { readonly context: CanvasRenderingContext2D; readonly fontFamily: string };

/** Writes a text that ends with "…" where it is wider than its place. */
function write(
  { context, fontFamily }: Pen,
  text: string,
  at: { readonly x: number; readonly y: number; readonly width: number; readonly isBold?: boolean; readonly isRight?: boolean }, // prettier-ignore
): void {
  context.font = `${at.isBold === true ? 600 : 400} ${textPx}px ${fontFamily}`;
  const letters = [...text];
  while (letters.length > 1 && context.measureText(letters.join('')).width > at.width) letters.splice(-2, 2, '…');
  context.textAlign = at.isRight === true ? 'right' : 'left';
  context.fillText(letters.join(''), at.isRight === true ? at.x + at.width : at.x, at.y + textPx);
}

function drawPart(pen: Pen, part: PicturePart, { x, y, width }: Box): void {
  let at = y;
  write(pen, part.title, { x, y: at, width, isBold: true });
  at += linePx;
  if (part.about !== '') write(pen, part.about, { x, y: at, width });
  if (part.about !== '') at += linePx;
  if (part.chart) {
    const size = chartSize(part.chart, width);
    pen.context.drawImage(part.chart, x, at, size.width, size.height);
    at += size.height;
  } else if (part.columns.length > 0) {
    const cell = width / part.columns.length;
    const { rows, left } = shownRows(part);
    const line = (cells: readonly string[], isBold: boolean): void => {
      for (const [place, { isNumber }] of part.columns.entries())
        write(pen, cells[place] ?? '', { x: x + place * cell, y: at, width: cell - 16, isBold, isRight: isNumber });
      at += linePx;
    };
    line(part.columns.map(({ label }) => label), true); // prettier-ignore
    for (const row of rows) line(row, false);
    if (left > 0) write(pen, `and ${left.toLocaleString('en')} more`, { x, y: at, width });
    if (left > 0) at += linePx;
  }
  if (part.note !== undefined) write(pen, part.note, { x, y: at, width });
}

/**
 * Returns a PNG with all parts, on the colours of `surface`. Charts are copied as they are drawn on the screen. Undefined where the
 * browser gives no canvas of this size.
 */
export async function tiledPicture(
  surface: HTMLElement,
  { title, lines, parts }: TiledPicture,
): Promise<Blob | undefined> {
  const top = marginPx + (1.5 + lines.length) * linePx + marginPx;
  const { boxes, height } = placedParts(parts, top);
  const picture = surface.ownerDocument.createElement('canvas');
  picture.width = widthPx;
  picture.height = Math.ceil(height);
  const context = picture.getContext('2d');
  if (!context) return undefined;
  const { backgroundColor, color, fontFamily } = getComputedStyle(surface);
  context.fillStyle = backgroundColor;
  context.fillRect(0, 0, picture.width, picture.height);
  context.fillStyle = color;
  const pen = { context, fontFamily };
  const width = widthPx - 2 * marginPx;
  context.font = `600 ${textPx * 1.5}px ${fontFamily}`;
  context.fillText(title, marginPx, marginPx + textPx * 1.5, width);
  for (const [place, line] of lines.entries())
    write(pen, line, { x: marginPx, y: marginPx + (1.5 + place) * linePx, width });
  for (const [place, part] of parts.entries()) {
    const box = boxes[place];
    if (box) drawPart(pen, part, box);
  }
  return new Promise((resolve) => {
    picture.toBlob((blob) => resolve(blob ?? undefined), 'image/png');
  });
}
