import { type Check, type Finding, isProduct, type SourceFile } from '../source-file.ts';

/** Objects of the environment. The domain may use none of their members. */
const ambientObjects = new Set(['process', 'performance', 'console', 'crypto', 'globalThis', 'window', 'navigator']);
const timers = ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'queueMicrotask'];
const ambientFunctions = new Set([...timers, 'requestAnimationFrame', 'fetch', 'require', 'Date']);
const ambientMembers: Readonly<Record<string, readonly string[]>> = { Date: ['now'], Math: ['random'] };

/**
 * The domain runs on the device to answer and on the server to decide, and both must get the same result. So it has no clock,
 * no randomness, no I/O and no state. Time and ids are arguments.
 */
export const domainPurity: Check = {
  name: 'domain-purity',
  run: (files) =>
    files.filter((file) => isProduct(file) && file.path.startsWith('packages/domain/src/')).flatMap(impurities),
};

function impurities(file: SourceFile): Finding[] {
  if (file.path.endsWith('.d.ts')) return [];
  const findings: Finding[] = [];
  const declared = new Set<string>(); // a parameter named `process` is not the global object
  const suspects: { name: string; offset: number; what: string }[] = [];
  const suspect = (name: string, node: { start: number }, what: string): void =>
    void suspects.push({ name, offset: node.start, what });
  const declare = (node: unknown): void => {
    if (isIdentifier(node)) declared.add(node.name);
  };
  const declareAll = (nodes: readonly unknown[]): void => {
    for (const node of nodes) declare(node);
  };
  file.visit({
    VariableDeclarator: (node) => declare(node.id),
    FunctionDeclaration: (node) => declareAll(node.params),
    ArrowFunctionExpression: (node) => declareAll(node.params),
    FunctionExpression: (node) => declareAll(node.params),
    ImportSpecifier: (node) => declare(node.local),
    MemberExpression(node) {
      if (node.object.type !== 'Identifier') return;
      const { name } = node.object;
      const member = node.property.type === 'Identifier' ? node.property.name : '';
      if (ambientObjects.has(name) || ambientMembers[name]?.includes(member)) suspect(name, node, `${name}.${member}`);
      if (name === 'Temporal' && member === 'Now') suspect('', node, 'Temporal.Now');
    },
    CallExpression(node) {
      if (node.callee.type === 'Identifier' && ambientFunctions.has(node.callee.name))
        suspect(node.callee.name, node, `${node.callee.name}()`);
    },
    NewExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0)
        suspect('Date', node, 'new Date()');
    },
  });
  for (const { name, offset, what } of suspects)
    if (!declared.has(name))
      findings.push({ path: file.path, line: file.lineAt(offset), message: `${what}: the domain is pure, pass it in` });
  return findings;
}

const isIdentifier = (node: unknown): node is { name: string } =>
  typeof node === 'object' && node !== null && 'type' in node && node.type === 'Identifier' && 'name' in node;
