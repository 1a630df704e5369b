import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cruise, type ICruiseOptions, type ICruiseResult, type IFlattenedRuleSet } from 'dependency-cruiser';

const config = createRequire(import.meta.url)('../../.dependency-cruiser.cjs') as {
  readonly forbidden: NonNullable<IFlattenedRuleSet['forbidden']>;
  readonly options: ICruiseOptions;
};

/** The names of all rules, for the test that has a planted break for each. */
export const boundaryRules: readonly string[] = config.forbidden.flatMap(({ name }) => name ?? []);

/** A forbidden import: the rule, the importing file and the imported one. */
export interface BoundaryBreak {
  readonly rule: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Checks the imports of every file below `root` against the table in `.dependency-cruiser.cjs`. `moduleCount` is the number
 * of our files that were read. With a TypeScript version that it does not support, dependency-cruiser reads none and finds
 * nothing wrong.
 */
export async function findBoundaryBreaks(root: string): Promise<{ moduleCount: number; breaks: BoundaryBreak[] }> {
  const folders = ['apps', 'packages', 'bench', 'proof', 'scripts'].filter((folder) => existsSync(join(root, folder)));
  const { output } = await cruise(folders, {
    ...config.options,
    ruleSet: { forbidden: config.forbidden },
    validate: true,
    baseDir: root,
    outputType: 'json',
  });
  // with outputType json the answer is text of this type
  const result = JSON.parse(output as string) as ICruiseResult;
  return {
    moduleCount: result.modules.filter(
      ({ source, dependencies }) => dependencies.length > 0 && !source.includes('node_modules'),
    ).length,
    breaks: result.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
  };
}
