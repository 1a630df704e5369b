import type { Bridge, BridgeResult } from '../../bridge/contract.ts';
import { filePieceBytes } from '../../bridge/calls/file-calls.ts';
import { partialFile } from './partial-file.ts';

/** Passes a file to the replica, piece by piece. Returns the draft. Rejects if the file cannot be read. */
export async function giveFile(
  bridge: Bridge,
  file: File,
  onPart: (part: number) => void,
): Promise<BridgeResult<string>> {
  const { name, sizeBytes, part } = partialFile(file);
  const begun = await bridge.call('files.begin', { name: name.slice(-400) || 'File', sizeBytes });
  if (!begun.ok) return begun;
  const { draft } = begun.value;
  for (let at = 0; at < sizeBytes;) {
    const base64 = await part(at, Math.min(at + filePieceBytes, sizeBytes));
    if (base64 === '') break; // the file has become shorter meanwhile; adding reports that
    const taken = await bridge.call('files.piece', { draft, at, base64 });
    if (!taken.ok) {
      await bridge.call('files.drop', { draft });
      return taken;
    }
    at = taken.value.receivedBytes;
    onPart(at / sizeBytes);
  }
  return { ok: true, value: draft };
}
