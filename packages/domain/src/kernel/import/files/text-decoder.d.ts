/**
 * `TextDecoder` is in every process that we run in (browsers, Node, Electron), but TypeScript declares it with the DOM or
 * with Node's types, and the domain has neither. Only what `decode-text.ts` needs is declared here.
 */
declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(input?: Uint8Array, options?: { readonly stream?: boolean }): string;
}
