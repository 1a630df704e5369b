import { type Check, type Finding, isCode } from '../source-file.ts';

/** A postponed task names its issue, and an exception from a rule contains its reason. */
export const explainedExceptions: Check = {
  name: 'explained-exceptions',
  run: (files) =>
    files.filter(isCode).flatMap((file): Finding[] =>
      file.syntax().comments.flatMap(({ value, start }) => {
        const at = { path: file.path, line: file.lineAt(start) };
        if (/\b(TODO|FIXME|XXX|HACK)\b(?!\s*\(?#\d+)/.test(value))
          return [{ ...at, message: 'a TODO needs an issue number: TODO(#12)' }];
        if (/(oxlint|eslint)-disable/.test(value) && !/--\s+\S/.test(value))
          return [{ ...at, message: 'a switched-off rule needs a reason: oxlint-disable-next-line rule -- reason' }];
        return [];
      }),
    ),
};
