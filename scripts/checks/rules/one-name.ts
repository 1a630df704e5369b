import { type ExportedName, exportedNames } from './exported-names.ts';
import { type Check, type Finding, isCode, type SourceFile } from '../source-file.ts';

/** Files whose names may repeat those of other files, each by a convention. */
const mayRepeat: readonly RegExp[] = [
  /\.d\.[cm]?ts$/, // a declaration file gives types to the names of its module
  /^proof\/model\//, // the model states the rules a second time, under the names of the code whose rules it states
];
/** Tests export nothing that another file imports. */
const test = /\.(test|e2e)\.tsx?$/;

/**
 * One name, one thing: no two files export the same name. A thing that two files need has one file. Different things
 * have different names (`docs/glossary.md`).
 */
export const oneName: Check = {
  name: 'one-name',
  run: (files) => {
    const places = files.filter(isCompared).flatMap((file) => firstOfEach(file).map((one) => ({ file, ...one })));
    const byName = Map.groupBy(places, ({ name }) => name);
    return [...byName.values()].flatMap(([first, ...others]): Finding[] =>
      others.map(({ file, name, start }) => ({
        path: file.path,
        line: file.lineAt(start),
        message: `'${name}' is exported by ${first?.file.path ?? ''}, too: import it from there, or give this one another name`,
      })),
    );
  },
};

const isCompared = (file: SourceFile): boolean =>
  isCode(file) && !test.test(file.path) && !mayRepeat.some((pattern) => pattern.test(file.path));

/** Returns each exported name once, also where it is a value and a type, as `DealId` is. */
const firstOfEach = (file: SourceFile): readonly ExportedName[] =>
  [...Map.groupBy(exportedNames(file), ({ name }) => name).values()].flatMap(([first]) => first ?? []);
