import { posix } from 'node:path';
import { type Check, type Finding, isCode, type SourceFile } from '../source-file.ts';

/** An import of one child of a folder by another. A child is a subfolder or a file. */
interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly path: string;
  readonly line: number;
}

const sources = /^(?:apps\/[^/]+\/src|packages\/[^/]+\/src|proof|bench|scripts)\//;
/** Tests, and folders for tests only, may import everything beside them. */
const ofTests = /\.(?:test|e2e)\.tsx?$|-suite[a-z-]*\.ts$|\/testing\//;

/** The children of a folder import one another in one direction: no circle among its subfolders and files. */
export const folderCircles: Check = {
  name: 'folder-circles',
  run: (files) => {
    const arrows = new Map<string, Arrow[]>();
    for (const file of files.filter((each) => isCode(each) && sources.test(each.path) && !ofTests.test(each.path)))
      for (const { path, line } of importsOf(file)) {
        if (ofTests.test(path)) continue;
        const { folder, ...arrow } = arrowBetween(file.path, path);
        if (!sources.test(`${folder}/`)) continue;
        arrows.set(folder, [...(arrows.get(folder) ?? []), { ...arrow, path: file.path, line }]);
      }
    return [...arrows].flatMap(([folder, inside]) => findingsIn(folder, inside));
  },
};

/** Returns the relative imports of a file: of values, of types, and those at run time. Paths are from the root. */
function importsOf(file: SourceFile): { readonly path: string; readonly line: number }[] {
  const found: { path: string; line: number }[] = [];
  const add = (value: unknown, start: number): void => {
    if (typeof value === 'string' && value.startsWith('.'))
      found.push({ path: posix.join(posix.dirname(file.path), value), line: file.lineAt(start) });
  };
  file.visit({
    ImportDeclaration: (node) => add(node.source.value, node.start),
    ImportExpression: (node) => void (node.source.type === 'Literal' && add(node.source.value, node.start)),
  });
  return found;
}

/** Returns the folder in which the ways to two files part, and its children on these ways. */
function arrowBetween(
  from: string,
  to: string,
): { readonly folder: string; readonly from: string; readonly to: string } {
  const [a, b] = [from.split('/'), to.split('/')];
  const depth = a.findIndex((name, index) => name !== b[index]);
  return { folder: a.slice(0, depth).join('/'), from: a[depth] ?? '', to: b[depth] ?? '' };
}

/** Returns a finding for each circle, at an import of its arrow with the fewest imports. */
function findingsIn(folder: string, arrows: readonly Arrow[]): Finding[] {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of arrows) next.set(from, (next.get(from) ?? new Set()).add(to));
  const circles = new Map<string, string[]>();
  for (const child of next.keys()) {
    const circle = [...reachedFrom(child, next)].filter((other) => reachedFrom(other, next).has(child)).sort();
    if (circle.length > 0) circles.set(circle.join(' '), circle);
  }
  return [...circles].map(([names, circle]) => {
    const inside = arrows.filter(({ from, to }) => circle.includes(from) && circle.includes(to));
    const count = (arrow: Arrow) => inside.filter(({ from, to }) => from === arrow.from && to === arrow.to).length;
    const weakest = inside.reduce((least, arrow) => (count(arrow) < count(least) ? arrow : least));
    return {
      path: weakest.path,
      line: weakest.line,
      message: `closes a circle in ${folder} (${names}): move what both need below them, or pass it as an argument`,
    };
  });
}

/** Returns all children that a child imports, directly or through others. */
function reachedFrom(child: string, next: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const reached = new Set<string>();
  const open = [child];
  for (let at = open.pop(); at !== undefined; at = open.pop())
    for (const to of next.get(at) ?? []) {
      if (reached.has(to)) continue;
      reached.add(to);
      open.push(to);
    }
  return reached;
}
