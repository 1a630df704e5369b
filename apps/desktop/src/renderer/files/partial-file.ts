import type { PartialFile } from '../../bridge/give-import-files.ts';

const chunk = 0x80_00; // String.fromCharCode takes the bytes as arguments, and more of them would overflow the stack

/** Returns bytes as base64. The replica's reader detects their encoding. */
export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += chunk) text += String.fromCharCode(...bytes.subarray(at, at + chunk));
  return btoa(text);
}

/** Wraps a chosen file, to be read part by part. `sheet`: the sheet to read of an Excel workbook. */
export const partialFile = (file: File, sheet?: string): PartialFile => ({
  name: file.name,
  ...(sheet === undefined ? {} : { sheet }),
  sizeBytes: file.size,
  part: async (from, to) => base64Of(new Uint8Array(await file.slice(from, to).arrayBuffer())),
});
