import { type Check, type Finding, isCode, isTest } from '../source-file.ts';

const WARNING = 350;
const LIMIT = 500;
const LIMIT_OF_TESTS = 800;

/** A file that is too long contains more than one subject, and unrelated changes conflict in it. */
export const fileLength: Check = {
  name: 'file-length',
  run: (files) =>
    files.filter(isCode).flatMap((file): Finding[] => {
      const lines = file.text.split('\n').length - 1;
      const limit = isTest(file) ? LIMIT_OF_TESTS : LIMIT;
      if (lines > limit)
        return [
          { path: file.path, line: limit, message: `${lines} lines; the limit is ${limit}: split it by subject` },
        ];
      if (lines > WARNING && !isTest(file))
        return [{ path: file.path, line: WARNING, message: `${lines} lines; aim for 250`, isWarning: true }];
      return [];
    }),
};
