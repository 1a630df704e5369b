import { type Check, type Finding, isCode } from '../source-file.ts';

const LIMIT = 22;

/** A folder with too many sources is a list in which nobody finds a file by its name: subfolders say what the files are. */
export const folderSize: Check = {
  name: 'folder-size',
  run: (files) => {
    const sources = files.filter((file) => isCode(file) && !/\.(test|e2e)\.tsx?$/.test(file.path));
    const folders = Map.groupBy(sources, ({ path }) => path.slice(0, Math.max(0, path.lastIndexOf('/'))));
    return [...folders].flatMap(([folder, inside]): Finding[] => {
      const last = inside.map(({ path }) => path).sort()[LIMIT];
      const message = `${folder}/ has ${inside.length} sources next to each other; aim for 20: name its parts by subfolders`;
      return last === undefined ? [] : [{ path: last, line: 1, message }];
    });
  },
};
