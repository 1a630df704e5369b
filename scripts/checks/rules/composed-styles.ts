import { posix } from 'node:path';
import type { Check, Finding } from '../source-file.ts';

const composed = /\bcomposes:[^;]*\bfrom\s+['"]([^'"]+)['"]/g;

/**
 * The rules of a style sheet that another one composes are in `@layer shared` (packages/ui/src/theme/layers.css). The build
 * copies them before each file that composes them. Outside a layer, the last copy would replace what earlier files changed.
 */
export const composedStyles: Check = {
  name: 'composed-styles',
  run: (files) => {
    const sheets = new Map(files.filter(({ path }) => path.endsWith('.css')).map((file) => [file.path, file]));
    const composedPaths = new Set(
      [...sheets.values()].flatMap(({ path, text }) =>
        [...text.matchAll(composed)].map(([, from]) => posix.join(posix.dirname(path), from ?? '')),
      ),
    );
    return [...composedPaths].flatMap((path): Finding[] => {
      const sheet = sheets.get(path);
      if (!sheet || isOneLayer(sheet.text)) return [];
      return [{ path, line: 1, message: 'other style sheets compose its rules: put them all in @layer shared { … }' }];
    });
  },
};

/** Returns whether a style sheet is one block `@layer shared { … }` and nothing else, comments aside. */
function isOneLayer(text: string): boolean {
  const rules = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').trim();
  if (!rules.startsWith('@layer shared {')) return false;
  let depth = 0;
  for (const { 0: sign, index } of rules.matchAll(/[{}]/g)) {
    depth += sign === '{' ? 1 : -1;
    if (depth === 0) return index === rules.length - 1;
  }
  return false;
}
