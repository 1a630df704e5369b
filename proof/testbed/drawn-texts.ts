/** A text that was drawn on a canvas, and the box that it takes there. */
type DrawnText = {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
};
type Drawing = { at: number; readonly texts: DrawnText[] };
type NotingPage = { drawnTexts?: Map<HTMLCanvasElement, Drawing> };

/** Runs in the page: keeps the texts of the last drawing of each canvas. Texts that are drawn at an angle are left out. */
export function noteDrawnTexts(): void {
  const kept = new Map<HTMLCanvasElement, Drawing>();
  (globalThis as NotingPage).drawnTexts = kept;
  const context = CanvasRenderingContext2D.prototype;
  // oxlint-disable-next-line typescript/unbound-method -- it is called with its context below
  const { fillText } = context;
  context.fillText = function note(
    this: CanvasRenderingContext2D,
    ...given: Parameters<CanvasRenderingContext2D['fillText']>
  ) {
    const [text, x, y] = given;
    const size = this.measureText(text);
    const { e, f, a, d, b } = this.getTransform();
    const one = kept.get(this.canvas);
    const now = performance.now();
    // The texts of one drawing come without a pause. What comes later is a new drawing.
    const drawing = one === undefined || now - one.at > 100 ? { at: now, texts: [] } : one;
    kept.set(this.canvas, drawing);
    drawing.at = now;
    if (Math.abs(b) < 0.01)
      drawing.texts.push({
        text,
        left: e + (x - size.actualBoundingBoxLeft) * a,
        right: e + (x + size.actualBoundingBoxRight) * a,
        top: f + (y - size.actualBoundingBoxAscent) * d,
        bottom: f + (y + size.actualBoundingBoxDescent) * d,
      });
    fillText.call(this, ...given);
  };
}

/** Runs in the page after `noteDrawnTexts`: returns the number of drawn texts, and the pairs that cover each other. */
export function overlapsOfTexts(): { readonly drawn: number; readonly overlapping: readonly string[] } {
  const kept = (globalThis as NotingPage).drawnTexts ?? new Map<HTMLCanvasElement, Drawing>();
  const covers = (one: DrawnText, other: DrawnText) =>
    other.left < one.right && one.left < other.right && other.top < one.bottom && one.top < other.bottom;
  const isSame = (one: DrawnText, other: DrawnText) =>
    one.text === other.text && Math.abs(one.left - other.left) < 0.5 && Math.abs(one.top - other.top) < 0.5;
  let drawn = 0;
  const overlapping: string[] = [];
  for (const [canvas, { texts }] of kept) {
    if (!canvas.isConnected) continue;
    drawn += texts.length;
    for (const [at, one] of texts.entries())
      for (const other of texts.slice(at + 1))
        if (covers(one, other) && !isSame(one, other)) overlapping.push(`${one.text} | ${other.text}`);
  }
  return { drawn, overlapping };
}
