import type { Check } from '../source-file.ts';

/**
 * Style sheets have no `:has()`. With it, each element that appears below the one that it names makes the browser compute the
 * styles of the whole subtree again: with two such rules, each new row of a table cost 8 ms of a frame. The component knows
 * the state, and writes it as a data attribute.
 */
export const noHasSelector: Check = {
  name: 'no-has-selector',
  run: (files) =>
    files
      .filter(({ path }) => path.endsWith('.css'))
      .flatMap(({ path, text }) =>
        text.split('\n').flatMap((line, index) =>
          line.includes(':has(')
            ? [{ path, line: index + 1, message: 'let the component write the state as a data attribute, instead of :has()' }] // prettier-ignore
            : [],
        ),
      ),
};
