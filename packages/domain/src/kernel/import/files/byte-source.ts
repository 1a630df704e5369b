/** An import file's bytes. `pieces` reads them from the beginning, as often as it is called; no piece is empty. */
export type ByteSource = {
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly pieces: () => Iterable<Uint8Array>;
};

/** A source of bytes that are in memory, in pieces of `pieceBytes`. */
export function sourceOfBytes(bytes: Uint8Array, fileName: string, pieceBytes = 1024 * 1024): ByteSource {
  return {
    fileName,
    sizeBytes: bytes.length,
    *pieces() {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    },
  };
}
