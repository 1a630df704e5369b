import { type Check, type Finding, isCode, type SourceFile } from '../source-file.ts';

const id = /[A-Z]{1,5}-\d+[a-z]?/;
/** `[S-4]`, `[S-4, A-2]` and `[S-4] [A-2]` in front of a test's name. */
const cited = new RegExp(`\\[(${id.source}(?:, ?${id.source})*)\\]`, 'g');
/** `| S-4 | …`, `| **S-4** | …`: a row of a table of rules. */
const row = new RegExp(`^\\|\\s*\\**(${id.source})\\**\\s*\\|(.*)$`, 'gm');

/**
 * Rules and tests agree. A rule that a test cites is in docs/rules.md, or, for a pack's own rules, in the pack's README.
 * Every rule that these documents claim is cited by a test. A row with "later" makes no claim yet.
 */
export const ruleIds: Check = {
  name: 'rule-ids',
  run: (files) => {
    const rules = new Map(files.filter(tellsRules).flatMap(rulesOf));
    const citations = files
      .filter((file) => isCode(file) && /\.(test|e2e)\.tsx?$/.test(file.path))
      .flatMap(citationsOf);
    const proven = new Set(citations.map((citation) => citation.id));
    const unknown = citations
      .filter((citation) => rules.size > 0 && !rules.has(citation.id))
      .map(({ path, line, id: name }) => ({
        path,
        line,
        message: `cites ${name}, which is not a rule in docs/rules.md or a pack's README`,
      }));
    const unproven = [...rules]
      .filter(([name, rule]) => rule.isClaimed && !proven.has(name))
      .map(([name, { path, line }]) => ({ path, line, message: `${name} is said to hold, and no test cites it` }));
    return [...unknown, ...unproven];
  },
};

const tellsRules = ({ path }: SourceFile): boolean =>
  path === 'docs/rules.md' || /\/packs\/[^/]+\/README\.md$/.test(path);

interface Rule {
  readonly path: string;
  readonly line: number;
  readonly isClaimed: boolean;
}

function rulesOf(file: SourceFile): [string, Rule][] {
  return [...file.text.matchAll(row)].map((hit) => [
    hit[1] ?? '',
    { path: file.path, line: file.lineAt(hit.index), isClaimed: !/\blater\b/i.test(hit[2] ?? '') },
  ]);
}

function citationsOf(file: SourceFile): (Finding & { id: string })[] {
  const citations: (Finding & { id: string })[] = [];
  const read = (text: string, offset: number): void => {
    for (const hit of text.matchAll(cited))
      for (const name of (hit[1] ?? '').split(/, ?/))
        citations.push({ path: file.path, line: file.lineAt(offset), message: '', id: name });
  };
  file.visit({
    Literal: (node) => void (typeof node.value === 'string' && read(node.value, node.start)),
    TemplateElement: (node) => read(node.value.raw, node.start),
  });
  return citations;
}
