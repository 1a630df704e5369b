import { dirname, join } from 'node:path/posix';
import type { ESTree } from 'vite';
import { type Check, type Finding, isCode, isTest, type SourceFile } from '../source-file.ts';

/**
 * A refusal is a returned value. A caller that drops the answer of such a function assumes that the call succeeded. The check
 * recognises these functions by their declared return type, `Result<…>` or a promise of one. A call of one may not be a
 * separate statement. Functions are followed through imports. Methods are identified by name only, and only where all methods
 * of that name may refuse. Tests may drop an answer, because they check the effect.
 */
export const mustUseResult: Check = {
  name: 'must-use-result',
  run: (files) => {
    const code = files.filter((file) => isCode(file) && /\.tsx?$/.test(file.path) && !file.path.endsWith('.d.ts'));
    const signatures = new Map(code.map((file) => [file.path, signaturesOf(file)]));
    const methods = [...signatures.values()].flatMap((each) => [...each.methods]);
    const harmless = new Set(methods.filter(([, mayRefuse]) => !mayRefuse).map(([name]) => name));
    const refusing = new Set(
      methods.map(([name]) => name).filter((name) => !harmless.has(name) && !everyday.has(name)),
    );
    return code
      .filter((file) => !isTest(file))
      .flatMap((file) => droppedCalls(file, { signatures, refusingMethods: refusing }));
  },
};

/** Methods of the language whose names our own methods may share. */
const everyday = new Set([
  'push',
  'set',
  'add',
  'delete',
  'apply',
  'call',
  'write',
  'end',
  'close',
  'then',
  'catch',
  'on',
  'emit',
]);

/** The declarations of a file: name → whether it may refuse. `methods` may have a name several times. */
interface Signatures {
  readonly functions: ReadonlyMap<string, boolean>;
  readonly methods: readonly (readonly [name: string, mayRefuse: boolean])[];
  /** A local name → the file and name that it is imported from. */
  readonly imports: ReadonlyMap<string, { readonly from: string; readonly name: string }>;
}

function signaturesOf(file: SourceFile): Signatures {
  const functions = new Map<string, boolean>();
  const methods: [string, boolean][] = [];
  const imports = new Map<string, { from: string; name: string }>();
  file.visit({
    FunctionDeclaration: (node) => void (node.id && functions.set(node.id.name, isResult(node.returnType))),
    VariableDeclarator({ id, init }) {
      if (init?.type !== 'ArrowFunctionExpression' && init?.type !== 'FunctionExpression') return;
      if (id.type === 'Identifier') functions.set(id.name, isResult(init.returnType));
    },
    MethodDefinition: (node) => void methods.push([nameOf(node.key), isResult(node.value.returnType)]),
    TSMethodSignature: (node) => void methods.push([nameOf(node.key), isResult(node.returnType)]),
    TSPropertySignature(node) {
      const type = node.typeAnnotation?.typeAnnotation;
      if (type?.type === 'TSFunctionType') methods.push([nameOf(node.key), isResult(type.returnType)]);
    },
    Property(node) {
      if (node.value.type !== 'ArrowFunctionExpression' && node.value.type !== 'FunctionExpression') return;
      if (node.value.returnType) methods.push([nameOf(node.key), isResult(node.value.returnType)]);
    },
    ImportDeclaration(node) {
      for (const each of node.specifiers)
        if (each.type === 'ImportSpecifier')
          imports.set(each.local.name, { from: node.source.value, name: nameOf(each.imported) });
    },
  });
  return { functions, methods, imports };
}

const nameOf = (key: { type: string }): string => ('name' in key && typeof key.name === 'string' ? key.name : '');

/** Whether a type is `Result`, `Result<…>` or `Promise<Result<…>>`. */
function isResult(returns: ESTree.TSTypeAnnotation | null | undefined): boolean {
  const type = returns?.typeAnnotation;
  return type !== undefined && isResultType(type);
}

function isResultType(type: ESTree.TSType): boolean {
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return false;
  const { name } = type.typeName;
  if (name === 'Result') return true;
  const [inner] = type.typeArguments?.params ?? [];
  return name === 'Promise' && inner !== undefined && isResultType(inner);
}

interface Known {
  readonly signatures: ReadonlyMap<string, Signatures>;
  readonly refusingMethods: ReadonlySet<string>;
}

function droppedCalls(file: SourceFile, known: Known): Finding[] {
  const findings: Finding[] = [];
  file.visit({
    ExpressionStatement(node) {
      const callee = calleeOf(node.expression);
      const name = callee && refusingName(file, callee, known);
      if (!name) return;
      findings.push({ path: file.path, line: file.lineAt(node.start), message: `${name} may refuse: use its result` });
    },
  });
  return findings;
}

function calleeOf(expression: ESTree.Expression): ESTree.Expression | undefined {
  if (expression.type === 'AwaitExpression') return calleeOf(expression.argument);
  if (expression.type === 'UnaryExpression' && expression.operator === 'void') return calleeOf(expression.argument);
  return expression.type === 'CallExpression' ? expression.callee : undefined;
}

function refusingName(file: SourceFile, callee: ESTree.Expression, known: Known): string | undefined {
  if (callee.type === 'MemberExpression') {
    const name = nameOf(callee.property);
    return known.refusingMethods.has(name) ? name : undefined;
  }
  if (callee.type !== 'Identifier') return undefined;
  const own = known.signatures.get(file.path);
  if (own?.functions.get(callee.name)) return callee.name;
  const imported = own?.imports.get(callee.name);
  if (!imported) return undefined;
  const owner = resolveImport(file.path, imported.from).find((path) => known.signatures.has(path)) ?? '';
  return known.signatures.get(owner)?.functions.get(imported.name) ? callee.name : undefined;
}

/** Returns the files that an import may mean: a file beside this one, or one in a workspace, through its `exports` map. */
function resolveImport(from: string, specifier: string): string[] {
  if (specifier.startsWith('.')) return [join(dirname(from), specifier)];
  const [, workspace, rest] = /^@outpost\/([^/]+)\/(.+)$/.exec(specifier) ?? [];
  if (!workspace || !rest) return [];
  return ['packages', 'apps'].flatMap((folder) =>
    ['ts', 'tsx'].map((end) => `${folder}/${workspace}/src/${rest}.${end}`),
  );
}
