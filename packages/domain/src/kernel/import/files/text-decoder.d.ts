/**
 * `TextDecoder` exists in every process that we run in (browsers, Node, Electron). TypeScript declares it only with the DOM or
 * with Node's types, and the domain has neither. This file declares only the part that `decode-text.ts` needs.
 */
declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(input?: Uint8Array, options?: { readonly stream?: boolean }): string;
}
