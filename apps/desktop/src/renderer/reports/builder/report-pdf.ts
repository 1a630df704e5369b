import type { Content } from 'pdfmake';

/** A report as a document: its head, the picture of its chart, and its figures in words. */
export type ReportDocument = {
  readonly title: string;
  /** Its subject: "Sum of Value by Closed, this quarter". */
  readonly about: string;
  /** Its author and time. */
  readonly madeBy: string;
  /** The chart as a PNG data URL. */
  readonly picture: string | undefined;
  readonly columns: readonly { readonly label: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly string[])[];
};

/** The width between the margins of a page, A4 across, in points. */
const widthPt = 762;

/** Returns the pages of a document. Exported for its test. */
export function reportContent({ title, about, madeBy, picture, columns, rows }: ReportDocument): Content[] {
  const cell = (text: string, place: number) => ({
    text,
    alignment: columns[place]?.isNumber === true ? ('right' as const) : ('left' as const),
  });
  return [
    { text: title, fontSize: 18, bold: true },
    { text: about, margin: [0, 2, 0, 0] },
    { text: madeBy, color: '#5b5a57', fontSize: 9, margin: [0, 2, 0, 12] },
    ...(picture === undefined ? [] : [{ image: picture, fit: [widthPt, 300] as [number, number], margin: [0, 0, 0, 12] as [number, number, number, number] }]), // prettier-ignore
    {
      layout: 'lightHorizontalLines',
      table: {
        headerRows: 1,
        widths: columns.map(({ isNumber }) => (isNumber ? 'auto' : '*')),
        body: [
          columns.map(({ label }, place) => ({ ...cell(label, place), bold: true })),
          ...rows.map((row) => columns.map((_column, place) => cell(row[place] ?? '', place))),
        ],
      },
    },
  ];
}

/**
 * Returns a document as a PDF, A4 across. The library and its fonts are loaded at the first call. They have the Latin, Greek and
 * Cyrillic letters; others are drawn as boxes.
 */
export async function reportDocumentPdf(report: ReportDocument): Promise<Blob> {
  const [{ default: pdfMake }, { default: fonts }] = await Promise.all([
    import('pdfmake/build/pdfmake.min.js'),
    import('pdfmake/build/vfs_fonts.js'),
  ]);
  pdfMake.addVirtualFileSystem(fonts);
  return pdfMake
    .createPdf({
      pageSize: 'A4',
      pageOrientation: 'landscape',
      pageMargins: [40, 40, 40, 48],
      info: { title: report.title, creator: 'Outpost' },
      defaultStyle: { fontSize: 10 },
      content: reportContent(report),
      footer: (page, pages) => ({
        text: `${page} / ${pages}`,
        alignment: 'right',
        fontSize: 9,
        margin: [0, 12, 40, 0],
      }),
    })
    .getBlob();
}
