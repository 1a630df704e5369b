import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Runs the quickest test files first. A mutant's run ends at the first failing test, and Vitest's own order begins with the
 * slowest files.
 */
export class QuickestFirst extends BaseSequencer {
  override sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const order = ['unit', 'sqlite', 'pg'];
    const took = (one: TestSpecification): number => this.ctx.cache.getTestSpecificationResult(one)?.duration ?? 0;
    return Promise.resolve(
      specifications.toSorted(
        (a, b) => order.indexOf(a.project.name) - order.indexOf(b.project.name) || took(a) - took(b),
      ),
    );
  }
}
