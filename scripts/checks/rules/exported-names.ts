import type { ESTree } from 'vite';
import type { SourceFile } from '../source-file.ts';

/** A name that a file declares and exports. */
export type ExportedName = {
  readonly name: string;
  readonly kind: 'value' | 'type';
  /** The offset of the statement that exports it. */
  readonly start: number;
};

/**
 * Returns the names that a file exports, in the order of the text. Each is there once, as a value or as a type. Default
 * exports and re-exports are left out.
 */
export function exportedNames(file: SourceFile): readonly ExportedName[] {
  const found = new Map<string, ExportedName>();
  for (const statement of file.syntax().program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.source !== null) continue;
    const { declaration, specifiers, exportKind: kind = 'value', start } = statement;
    const names: string[] = [];
    if (declaration?.type === 'VariableDeclaration')
      for (const { id } of declaration.declarations) names.push(...boundNames(id));
    if (declaration && 'id' in declaration && declaration.id?.type === 'Identifier') names.push(declaration.id.name);
    for (const { exported } of specifiers) if (exported.type === 'Identifier') names.push(exported.name);
    for (const name of names) if (!found.has(`${kind} ${name}`)) found.set(`${kind} ${name}`, { name, kind, start });
  }
  return [...found.values()];
}

/** Returns the names that a variable's pattern binds, as in `export const [first, second] = …`. */
function boundNames(pattern: ESTree.BindingPattern): readonly string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'AssignmentPattern':
      return boundNames(pattern.left);
    case 'ArrayPattern':
      return pattern.elements.flatMap((one) =>
        one === null ? [] : boundNames(one.type === 'RestElement' ? one.argument : one),
      );
    case 'ObjectPattern':
      return pattern.properties.flatMap((one) => boundNames(one.type === 'RestElement' ? one.argument : one.value));
  }
}
