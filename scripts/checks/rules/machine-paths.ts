import type { Check, Finding } from '../source-file.ts';

/** Examples use the home folder of Dana. */
const traces = [
  { pattern: /(?<![\w.])\/(?:work|farm|root|Users|home\/(?!dana\b)[a-z]+)\//, what: 'a path of one machine' },
  { pattern: /\bregistry\.npmjs|\bdeb\.debian\b/, what: "a registry's host" },
];

/** The repository contains no path that exists on one machine only. */
export const machinePaths: Check = {
  name: 'machine-paths',
  run: (files) =>
    files
      .filter((file) => file.path !== 'pnpm-lock.yaml')
      .flatMap((file) =>
        traces.flatMap(({ pattern, what }): Finding[] => {
          const hit = pattern.exec(file.text);
          return hit ? [{ path: file.path, line: file.lineAt(hit.index), message: `${what}: ${hit[0]}` }] : [];
        }),
      ),
};
