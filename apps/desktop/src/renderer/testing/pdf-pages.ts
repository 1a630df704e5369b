import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** Returns the text of each page of a PDF, as a reader of PDF documents finds it. */
export async function pdfPages(bytes: Uint8Array): Promise<readonly string[]> {
  const reading = getDocument({ data: bytes, useSystemFonts: false, verbosity: 0 });
  const pdf = await reading.promise;
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const { items } = await (await pdf.getPage(number)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join(''));
  }
  await reading.destroy();
  return pages;
}
