import { createRequire } from 'node:module';
import { type ReportDocument, reportPdfDefinition } from '../reports/report-pdf.ts';

/** The used part of the library. Its published types bring those of the DOM. */
type PdfMake = {
  readonly addVirtualFileSystem: (fonts: unknown) => void;
  readonly createPdf: (definition: object) => { readonly getBuffer: () => Promise<Uint8Array> };
};

/** Returns a document as the bytes of a PDF. The library and its fonts are loaded at the first call. */
export async function pdfBytes(document: ReportDocument): Promise<Uint8Array> {
  const load = createRequire(import.meta.url);
  const pdfMake = load('pdfmake/build/pdfmake.min.js') as PdfMake;
  pdfMake.addVirtualFileSystem(load('pdfmake/build/vfs_fonts.js'));
  return new Uint8Array(await pdfMake.createPdf(reportPdfDefinition(document)).getBuffer());
}
