/** A chosen file as the bridge takes it. */
export type FileText = { readonly name: string; readonly base64: string };

const chunk = 0x80_00; // String.fromCharCode takes its bytes as arguments: more of them overflow the stack

/** Bytes as base64, whatever their encoding: what they mean is for the replica's reader to find out. */
export function base64Of(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += chunk) text += String.fromCharCode(...bytes.subarray(at, at + chunk));
  return btoa(text);
}

/** Reads chosen files. */
export const readFiles = (files: readonly File[]): Promise<readonly FileText[]> =>
  Promise.all(
    files.map(async (file) => ({ name: file.name, base64: base64Of(new Uint8Array(await file.arrayBuffer())) })),
  );
