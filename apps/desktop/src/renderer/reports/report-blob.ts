import { type ReportDocument, reportPdfDefinition } from '../../reports/report-pdf.ts';

/** Returns a document as a PDF. The library and its fonts are loaded at the first call. */
export async function reportBlob(document: ReportDocument): Promise<Blob> {
  const [{ default: pdfMake }, { default: fonts }] = await Promise.all([
    import('pdfmake/build/pdfmake.min.js'),
    import('pdfmake/build/vfs_fonts.js'),
  ]);
  pdfMake.addVirtualFileSystem(fonts);
  return pdfMake
    .createPdf(reportPdfDefinition(document) as unknown as Parameters<typeof pdfMake.createPdf>[0])
    .getBlob(); // the shared definition has no types of the library, which bring those of the DOM
}
