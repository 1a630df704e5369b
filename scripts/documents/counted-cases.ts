import { sourceFile } from '../checks/source-file.ts';

/** The parts of a syntax tree that are read here. */
type Node = { readonly type: string; readonly [part: string]: unknown };

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;
/** Returns an expression without the parts that only the compiler reads. */
function bare(node: Node): Node {
  const inner = node['expression'];
  return /^TS(?:As|Satisfies|NonNull)Expression$/.test(node.type) && isNode(inner) ? bare(inner) : node;
}

/** How cases are counted: each element or property, or the elements of the lists within. */
export type CountedElements = 'elements' | 'elements of lists';

/**
 * Returns the number of cases in the lists and tables of a name in a source. Cases are the elements of an array or
 * the properties of an object, including those that are spread from another constant of the file. A name that is
 * declared several times counts each time.
 */
export function countCases(path: string, text: string, name: string, counted: CountedElements = 'elements'): number {
  const declared = new Map<string, Node[]>();
  sourceFile(path, text).visit({
    VariableDeclarator({ id, init }) {
      if (id.type === 'Identifier' && init)
        declared.set(id.name, [...(declared.get(id.name) ?? []), bare(init as unknown as Node)]); // the visitor's nodes have more types than are read here
    },
  });
  const sizeOf = (node: Node): number => {
    const parts = (node.type === 'ArrayExpression' ? node['elements'] : node['properties']) as readonly unknown[];
    return parts.reduce<number>((sum, part) => sum + sizeOfPart(part), 0);
  };
  const sizeOfPart = (part: unknown): number => {
    if (!isNode(part)) return 0;
    const argument = part['argument'];
    if (part.type === 'SpreadElement')
      return isNode(argument) && argument.type === 'Identifier' ? sizeOfName(String(argument['name'])) : 0;
    const value = part['value'];
    const list = isNode(value) ? bare(value) : undefined;
    return counted === 'elements of lists' && list?.type === 'ArrayExpression' ? sizeOf(list) : 1;
  };
  const sizeOfName = (one: string): number =>
    (declared.get(one) ?? [])
      .filter(({ type }) => type === 'ArrayExpression' || type === 'ObjectExpression')
      .reduce((sum, node) => sum + sizeOf(node), 0);
  return sizeOfName(name);
}
