/** An import file's bytes. Each call of `pieces` reads them from the beginning; no piece is empty. */
export type ByteSource = {
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly pieces: () => Iterable<Uint8Array>;
};

/** Returns a source of bytes in memory, in pieces of `pieceBytes`. */
export function sourceOfBytes(bytes: Uint8Array, fileName: string, pieceBytes = 1024 * 1024): ByteSource {
  return {
    fileName,
    sizeBytes: bytes.length,
    *pieces() {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    },
  };
}
