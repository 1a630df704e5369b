import { type PdfNode, type ReportDocument, reportPdfDefinition } from '../../reports/report-pdf.ts';

/** Returns a report as a PDF. */
export const reportBlob = (document: ReportDocument): Promise<Blob> => pdfBlob(reportPdfDefinition(document));

/** Returns a definition of pdfmake as a PDF. The library and its fonts are loaded at the first call. */
export async function pdfBlob(definition: PdfNode): Promise<Blob> {
  const [{ default: pdfMake }, { default: fonts }] = await Promise.all([
    import('pdfmake/build/pdfmake.min.js'),
    import('pdfmake/build/vfs_fonts.js'),
  ]);
  pdfMake.addVirtualFileSystem(fonts);
  return pdfMake.createPdf(definition as unknown as Parameters<typeof pdfMake.createPdf>[0]).getBlob(); // the shared definition has no types of the library, which bring those of the DOM
}
