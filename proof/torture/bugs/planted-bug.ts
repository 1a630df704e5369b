import type { DrawingName } from '../worlds/step.ts';

/** A mistake that one line makes: the text as it stands in the source, and what it is read as instead. */
export type PlantedBug = {
  readonly name: string;
  /** What is wrong. */
  readonly says: string;
  /** From the root of the repository. */
  readonly file: string;
  readonly text: string;
  readonly instead: string;
  /** What finds it: histories on real replicas, the model's decisions replayed, or what the model's people are told. */
  readonly by: 'histories' | 'model' | 'news';
  /** By histories of another drawing than the usual one (`step.ts`). */
  readonly drawing?: DrawingName;
  /** It throws, rather than break a rule. Any other fault is not the bug's. */
  readonly throws?: boolean;
};

/** Where the parts of the product are. */
export const sources = {
  server: 'apps/sync-server/src',
  replica: 'apps/desktop/src/replica',
  domain: 'packages/domain/src/kernel',
  engine: 'packages/domain/src/engine',
} as const;
