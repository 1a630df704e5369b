import { SaxesParser } from 'saxes';
import type { Pause } from '../device/in-slices.ts';
import { damaged } from './workbook-problem.ts';
import type { ZipArchive } from './zip-archive.ts';

/** Receives the content of an XML part, in order. Names are without their namespace. */
export type XmlTaker = {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
};

/** E-3: the parser holds a tag or a text until its end. Excel's longest text has 32,767 characters, each at most 12 in XML. */
const mostHeldChars = 4 * 1024 * 1024;

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Reads an XML part of an archive and gives its content to `taker`. `pause` is called after each piece, and may throw
 * to stop. Throws WorkbookProblem where the part is not XML. Declarations of a document type are refused, so no entity
 * can be declared.
 */
export async function readXml(
  archive: ZipArchive,
  { part, taker, pause }: { readonly part: string; readonly taker: XmlTaker; readonly pause?: Pause },
): Promise<void> {
  const parser = new SaxesParser();
  let [written, heard] = [0, 0];
  let failed: Error | undefined;
  const hear = () => {
    heard = written;
  };
  parser.on('error', (error) => {
    failed ??= damaged(`its part ${part} is not XML`, error);
  });
  parser.on('doctype', () => {
    failed ??= damaged(`its part ${part} declares a document type, which workbooks do not`);
  });
  parser.on('opentag', ({ name, attributes }) => {
    hear();
    if (!failed) taker.open(localName(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    hear();
    if (!failed) taker.close?.(localName(name));
  });
  const text = (found: string) => {
    hear();
    if (!failed) taker.text?.(found);
  };
  parser.on('text', text);
  parser.on('cdata', text);
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  const write = (decoded: string) => {
    written += decoded.length;
    parser.write(decoded);
    if (written - heard > mostHeldChars) failed ??= damaged(`its part ${part} has a text of more than 4 MB`);
    if (failed) throw failed;
  };
  await archive.read(part, async (piece) => {
    decoder ??= new TextDecoder(encodingOf(piece), { fatal: true });
    let decoded: string;
    try {
      decoded = decoder.decode(piece, { stream: true });
    } catch (error) {
      throw damaged(`its part ${part} has letters that can’t be read`, error);
    }
    write(decoded);
    await pause?.();
  });
  parser.close();
  if (failed) throw failed;
}

/** XML without a byte order mark is UTF-8; the parts of a workbook are UTF-8 or UTF-16 (ECMA-376 Part 2, 8.2.1). */
function encodingOf(head: Uint8Array): string {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  return head[0] === 0xfe && head[1] === 0xff ? 'utf-16be' : 'utf-8';
}
