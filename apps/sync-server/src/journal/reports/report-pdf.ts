import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type AuditReport, auditReportSchema, type SignedDocument } from '@outpost/domain/kernel/audit/audit-report';

type Content = string | { readonly [name: string]: unknown };
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

/** The fonts have the Latin, Greek and Cyrillic letters; others are drawn as boxes. */
const fontFolder = join(dirname(load.resolve('pdfmake/package.json')), 'fonts', 'Roboto');
pdfmake.setLocalAccessPolicy((path) => path.startsWith(fontFolder));
const font = (name: string): string => join(fontFolder, `Roboto-${name}.ttf`);

const titles: Readonly<Record<AuditReport['kind'], string>> = {
  security: 'Security report',
  compliance: 'Compliance report',
};

/** Returns a report as a PDF, A4. It names the digest and the signature of the JSON that it was made from. */
export async function signedReportPdf({
  content,
  signature,
}: Pick<SignedDocument, 'content' | 'signature'>): Promise<Uint8Array> {
  const report = auditReportSchema.parse(JSON.parse(content));
  pdfmake.addFonts({ Roboto: { normal: font('Regular'), bold: font('Medium'), italics: font('Italic'), bolditalics: font('MediumItalic') } }); // prettier-ignore
  const made = await pdfmake
    .createPdf({
      pageSize: 'A4',
      pageMargins: [40, 40, 40, 48],
      info: { title: titles[report.kind], creator: 'Outpost', creationDate: new Date(report.madeAt) },
      defaultStyle: { fontSize: 10 },
      content: contentOf(report, { digest: createHash('sha256').update(content).digest('hex'), signature }),
      footer: (page: number, pages: number) => ({
        text: `${page} / ${pages}`,
        alignment: 'right',
        fontSize: 9,
        margin: [0, 12, 40, 0],
      }),
    })
    .getBuffer();
  return new Uint8Array(made);
}

const day = (instant: string): string => `${instant.slice(0, 16).replace('T', ' ')} UTC`;

function contentOf(
  report: AuditReport,
  { digest, signature }: { readonly digest: string; readonly signature: string },
): Content[] {
  const { organisation, period, madeAt, madeBy, head, actions, rights, addresses, acts, kinds, retention } = report;
  return [
    { text: titles[report.kind], fontSize: 18, bold: true },
    { text: organisation.name, fontSize: 12, margin: [0, 0, 0, 8] },
    `From ${day(period.from)} until ${day(period.until)}`,
    `Made ${day(madeAt)} by ${madeBy.name}, from the journal up to number ${head.n}`,
    ...table('Event', ['Entry', 'Outcome', 'Times'], actions.map((one) => [one.label, one.outcome, one.times])),
    ...table('Changes of rights', ['No.', 'When', 'What'], rights.map((one) => [one.n, day(one.at), one.label])),
    ...table('Refused from', ['Network address', 'Times'], addresses.map((one) => [one.address, one.times])),
    ...table('Erasures and exports', ['No.', 'When', 'What', 'Details'], acts.map((one) => [one.n, day(one.at), one.label, wordsOf(one.details)])),
    ...table('Changes by kind', ['Kind', 'Created', 'Changed'], kinds.map((one) => [one.label, one.created, one.changed])),
    ...table('Kept for', ['Class', 'Days'], Object.entries(retention).map(([name, days]) => [name, days ?? 'for ever'])),
    { text: 'How to check this report', bold: true, margin: [0, 14, 0, 4] },
    { text: `It was made from a JSON file with the SHA-256 digest ${digest}. The server signed that file (RFC 7515, detached): ${signature}`, fontSize: 8 },
  ]; // prettier-ignore
}

const wordsOf = (details: Readonly<Record<string, unknown>>): string =>
  Object.entries(details)
    .flatMap(([name, value]) =>
      value === null ? [] : [`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`],
    )
    .join(', ');

/** Returns a headed table; nothing for no rows. */
function table(
  heading: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): readonly Content[] {
  if (rows.length === 0) return [];
  const head: TableCell[] = columns.map((text) => ({ text, bold: true }));
  const body: TableCell[][] = rows.map((row) => row.map((value) => ({ text: String(value) })));
  return [
    { text: heading, bold: true, fontSize: 12, margin: [0, 14, 0, 4] },
    {
      table: { headerRows: 1, widths: columns.map(() => 'auto'), body: [head, ...body] },
      layout: 'lightHorizontalLines',
    },
  ];
}
