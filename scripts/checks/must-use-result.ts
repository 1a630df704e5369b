import type { ESTree } from 'vite';
import { type Check, type Finding, isCode, type SourceFile } from './source-file.ts';

/** Methods of the language that share a name with one of ours: a bare call of them is no sign of a dropped result. */
const everyday = new Set([
  'push',
  'pull',
  'set',
  'add',
  'delete',
  'apply',
  'call',
  'run',
  'send',
  'write',
  'end',
  'close',
  'open',
  'start',
  'stop',
  'get',
  'post',
  'put',
  'then',
  'catch',
  'on',
  'emit',
  'test',
  'exec',
  'all',
]);

/**
 * A refusal is a returned value: to call such a function and drop its answer is to believe that it worked. Known by
 * their declared return type, `Result<…>` or a promise of one; a call of them may not stand alone as a statement.
 */
export const mustUseResult: Check = {
  name: 'must-use-result',
  run: (files) => {
    const code = files.filter((file) => isCode(file) && !file.path.endsWith('.d.ts'));
    const refusing = new Set(code.flatMap(refusingFunctions));
    return code.flatMap((file) => droppedCalls(file, refusing));
  },
};

function refusingFunctions(file: SourceFile): string[] {
  const names: string[] = [];
  const note = (name: unknown, returns: ESTree.TSTypeAnnotation | null | undefined): void => {
    if (typeof name === 'string' && returns && isResult(returns.typeAnnotation)) names.push(name);
  };
  const nameOf = (key: { type: string }): unknown => ('name' in key ? key.name : undefined);
  file.visit({
    FunctionDeclaration: (node) => note(node.id?.name, node.returnType),
    VariableDeclarator({ id, init }) {
      if (init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression')
        note(nameOf(id), init.returnType);
    },
    MethodDefinition: (node) => note(nameOf(node.key), node.value.returnType),
    TSMethodSignature: (node) => note(nameOf(node.key), node.returnType),
    TSPropertySignature(node) {
      const type = node.typeAnnotation?.typeAnnotation;
      if (type?.type === 'TSFunctionType') note(nameOf(node.key), type.returnType);
    },
  });
  return names;
}

/** `Result`, `Result<…>`, `Promise<Result<…>>`. */
function isResult(type: ESTree.TSType): boolean {
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return false;
  const { name } = type.typeName;
  if (name === 'Result') return true;
  const [inner] = type.typeArguments?.params ?? [];
  return name === 'Promise' && inner !== undefined && isResult(inner);
}

function droppedCalls(file: SourceFile, refusing: ReadonlySet<string>): Finding[] {
  const findings: Finding[] = [];
  file.visit({
    ExpressionStatement(node) {
      const name = calledName(node.expression);
      if (name === undefined || !refusing.has(name.name) || (name.isMethod && everyday.has(name.name))) return;
      findings.push({
        path: file.path,
        line: file.lineAt(node.start),
        message: `${name.name} may refuse: use its result`,
      });
    },
  });
  return findings;
}

function calledName(expression: ESTree.Expression): { name: string; isMethod: boolean } | undefined {
  if (expression.type === 'AwaitExpression') return calledName(expression.argument);
  if (expression.type === 'UnaryExpression' && expression.operator === 'void') return calledName(expression.argument);
  if (expression.type !== 'CallExpression') return undefined;
  const { callee } = expression;
  if (callee.type === 'Identifier') return { name: callee.name, isMethod: false };
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return undefined;
  return { name: callee.property.name, isMethod: true };
}
