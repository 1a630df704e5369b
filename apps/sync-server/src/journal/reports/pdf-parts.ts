import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SignedDocument } from '@outpost/domain/kernel/audit/audit-report';
import { pdfText, undrawnNote } from '@outpost/domain/kernel/text/font-letters';

export type PdfContent = string | { readonly [name: string]: unknown };
type TableCell = { readonly text: string; readonly bold?: boolean };
type PdfMake = {
  readonly addFonts: (fonts: Readonly<Record<string, Readonly<Record<string, string>>>>) => void;
  readonly setUrlAccessPolicy: (isAllowed: (url: string) => boolean) => void;
  readonly setLocalAccessPolicy: (isAllowed: (path: string) => boolean) => void;
  readonly createPdf: (definition: object) => { readonly getBuffer: () => Promise<Uint8Array> };
};

const load = createRequire(import.meta.url);
/** Its published types bring the types of the DOM into the whole server, so the part that is used is declared here. */
const pdfmake = load('pdfmake') as PdfMake;
pdfmake.setUrlAccessPolicy(() => false); // a document fetches nothing

/** The fonts have the Latin, Greek and Cyrillic letters. Others are drawn as boxes, and a line under the head counts them. */
const fontFolder = join(dirname(load.resolve('pdfmake/package.json')), 'fonts', 'Roboto');
pdfmake.setLocalAccessPolicy((path) => path.startsWith(fontFolder));
const font = (name: string): string => join(fontFolder, `Roboto-${name}.ttf`);

export const pdfDay = (instant: string): string => `${instant.slice(0, 16).replace('T', ' ')} UTC`;

/** Returns a definition as a PDF, with the fonts above. */
export async function pdfOfDefinition(definition: object): Promise<Uint8Array> {
  pdfmake.addFonts({ Roboto: { normal: font('Regular'), bold: font('Medium'), italics: font('Italic'), bolditalics: font('MediumItalic') } }); // prettier-ignore
  return new Uint8Array(await pdfmake.createPdf(definition).getBuffer());
}

/** A signed document to be drawn: its title and head, and its parts. */
export type DrawnDocument = {
  readonly title: string;
  readonly organisation: string;
  readonly madeAt: string;
  /** Its parsed JSON, whose letters are checked. */
  readonly json: unknown;
  readonly parts: readonly PdfContent[];
};

/** Returns a signed document as a PDF, A4. It names the digest and the signature of the JSON that it was made from. */
export async function drawnPdf(
  { title, organisation, madeAt, json, parts }: DrawnDocument,
  { content, signature }: Pick<SignedDocument, 'content' | 'signature'>,
): Promise<Uint8Array> {
  const undrawn = undrawnNote(textsIn(json));
  const digest = createHash('sha256').update(content).digest('hex');
  return pdfOfDefinition({
      pageSize: 'A4',
      pageMargins: [40, 40, 40, 48],
      info: { title, creator: 'Outpost', creationDate: new Date(madeAt) },
      defaultStyle: { fontSize: 10 },
      content: [
        { text: title, fontSize: 18, bold: true },
        { text: pdfText(organisation), fontSize: 12, margin: [0, 0, 0, 8] },
        ...(undrawn === undefined ? [] : [{ text: `${undrawn} The JSON file has them.`, bold: true, fontSize: 9, margin: [0, 0, 0, 8] }]),
        ...parts,
        { text: 'How to check this report', bold: true, margin: [0, 14, 0, 4] },
        { text: `It was made from a JSON file with the SHA-256 digest ${digest}. The server signed that file (RFC 7515, detached): ${signature}`, fontSize: 8 },
      ],
      footer: (page: number, pages: number) => ({
        text: `${page} / ${pages}`,
        alignment: 'right',
        fontSize: 9,
        margin: [0, 12, 40, 0],
      }),
    });
} // prettier-ignore

/** Returns all texts of a report, as the document draws them. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [pdfText(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** Returns a headed table; nothing for no rows. */
export function pdfTable(
  heading: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): readonly PdfContent[] {
  if (rows.length === 0) return [];
  const head: TableCell[] = columns.map((text) => ({ text, bold: true }));
  const body: TableCell[][] = rows.map((row) => row.map((value) => ({ text: pdfText(String(value)) })));
  return [
    { text: heading, bold: true, fontSize: 12, margin: [0, 14, 0, 4] },
    {
      table: { headerRows: 1, widths: columns.map(() => 'auto'), body: [head, ...body] },
      layout: 'lightHorizontalLines',
    },
  ];
}
