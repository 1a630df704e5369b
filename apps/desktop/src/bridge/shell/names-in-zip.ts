const endMark = 0x06_05_4b_50;
const entryMark = 0x02_01_4b_50;
const endBytes = 22;
const entryBytes = 46;
/** The longest comment that the format allows after the list. */
const mostCommentBytes = 65_535;

/**
 * Returns the names of the parts of a zip file, by the list at its end. Undefined for bytes that are not a zip file,
 * and for the format of files over 4 GB, whose parts are not read.
 */
export function namesInZip(bytes: Uint8Array): readonly string[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOf(view);
  if (end === undefined || view.byteLength < 4 || view.getUint32(0, true) !== 0x04_03_4b_50) return undefined;
  const count = view.getUint16(end + 10, true);
  const names: string[] = [];
  let at = view.getUint32(end + 16, true);
  for (let index = 0; index < count; index += 1) {
    if (at + entryBytes > end || view.getUint32(at, true) !== entryMark) return undefined;
    const [name, extra, comment] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    if (name === undefined || extra === undefined || comment === undefined) return undefined;
    names.push(textOf(bytes.subarray(at + entryBytes, at + entryBytes + name)));
    at += entryBytes + name + extra + comment;
  }
  return at === end && count > 0 ? names : undefined;
}

/** Returns one character for each byte: the names that are looked for contain only ASCII. */
const textOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');

function endOf(view: DataView): number | undefined {
  const last = view.byteLength - endBytes;
  for (let at = last; at >= Math.max(0, last - mostCommentBytes); at -= 1)
    if (view.getUint32(at, true) === endMark) return at;
  return undefined;
}
