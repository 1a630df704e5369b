import { pdfText, undrawnNote } from '@outpost/domain/kernel/text/font-letters';

/** The figures of one report in a document: the picture of its chart, and its figures in words. */
export type ReportSection = {
  /** Its heading, and its subject. Absent where the document has only this report: the document's head says both. */
  readonly title?: string;
  readonly about?: string;
  /** The chart as a PNG data URL. */
  readonly picture?: string | undefined;
  readonly columns: readonly { readonly label: string; readonly isNumber: boolean }[];
  readonly rows: readonly (readonly string[])[];
  /** A sentence under the figures, or in their place: "Deals are not shared with your role." */
  readonly note?: string | undefined;
};

/** A report, or the reports of a dashboard, as a document. */
export type ReportDocument = {
  readonly title: string;
  /** Its subject: "Sum of Value by Closed, this quarter"; of a dashboard its period and filter. */
  readonly about: string;
  /** Its author and time. */
  readonly madeBy: string;
  readonly sections: readonly ReportSection[];
};

/** A part of a document, as pdfmake takes it. */
export type PdfNode = Readonly<Record<string, unknown>>;

/** The width between the margins of a page, A4 across, in points. */
const widthPt = 762;
const pictureHeightPt = 300;
const grey = '#5b5a57';

/** Returns all texts of a document, as it draws them. */
function textsOf({ title, about, madeBy, sections }: ReportDocument): readonly string[] {
  return [
    title,
    about,
    madeBy,
    ...sections.flatMap(({ title: heading = '', about: subject = '', note = '', columns, rows }) => [
      heading,
      subject,
      note,
      ...columns.map(({ label }) => label),
      ...rows.flat(),
    ]),
  ].map(pdfText);
}

/** Returns the sentences about the characters of a document that its font lacks; undefined where it has all of them. */
export const undrawnIn = (document: ReportDocument): string | undefined => {
  const note = undrawnNote(textsOf(document));
  return note === undefined ? undefined : `${note} Save the figures as Excel or CSV to have them.`;
};

function sectionNodes({ title, about, picture, columns, rows, note }: ReportSection): readonly PdfNode[] {
  const head: readonly PdfNode[] = [
    ...(title === undefined ? [] : [{ text: pdfText(title), fontSize: 13, bold: true, margin: [0, 14, 0, 0] }]),
    ...(about === undefined || about === '' ? [] : [{ text: pdfText(about), color: grey, margin: [0, 2, 0, 4] }]),
    ...(picture === undefined ? [] : [{ image: picture, fit: [widthPt, pictureHeightPt], margin: [0, 0, 0, 12] }]),
  ];
  const cell = (text: string, place: number): PdfNode => ({
    text: pdfText(text),
    alignment: columns[place]?.isNumber === true ? 'right' : 'left',
  });
  const table: PdfNode = {
    layout: 'lightHorizontalLines',
    table: {
      headerRows: 1,
      widths: columns.map(({ isNumber }) => (isNumber ? 'auto' : '*')),
      body: [
        columns.map(({ label }, place) => ({ ...cell(label, place), bold: true })),
        ...rows.map((row) => columns.map((_column, place) => cell(row[place] ?? '', place))),
      ],
    },
  };
  return [
    ...(head.length === 0 ? [] : [{ stack: head, unbreakable: true }]),
    ...(columns.length === 0 ? [] : [table]),
    ...(note === undefined ? [] : [{ text: pdfText(note), italics: true, margin: [0, 4, 0, 0] }]),
  ];
}

/** Returns the parts of a document. Exported for its test. */
export function reportContent(document: ReportDocument): readonly PdfNode[] {
  const { title, about, madeBy, sections } = document;
  const undrawn = undrawnIn(document);
  return [
    { text: pdfText(title), fontSize: 18, bold: true },
    { text: pdfText(about), margin: [0, 2, 0, 0] },
    { text: pdfText(madeBy), color: grey, fontSize: 9, margin: [0, 2, 0, undrawn === undefined ? 12 : 2] },
    ...(undrawn === undefined ? [] : [{ text: undrawn, bold: true, fontSize: 9, margin: [0, 2, 0, 12] }]),
    ...sections.flatMap(sectionNodes),
  ];
}

/**
 * Returns the definition of a document for pdfmake, A4 across. Its font has the Latin, Greek and Cyrillic letters; a line under the
 * head counts the characters of other scripts, which are drawn as boxes.
 */
export const reportPdfDefinition = (document: ReportDocument): PdfNode => ({
  pageSize: 'A4',
  pageOrientation: 'landscape',
  pageMargins: [40, 40, 40, 48],
  info: { title: document.title, creator: 'Outpost' },
  defaultStyle: { fontSize: 10 },
  content: reportContent(document),
  footer: (page: number, pages: number): PdfNode => ({
    text: `${page} / ${pages}`,
    alignment: 'right',
    fontSize: 9,
    margin: [0, 12, 40, 0],
  }),
});
