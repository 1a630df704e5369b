import type { DrawingName } from '../worlds/step.ts';

/** A bug in one line: the text in the source, and its replacement. */
export type PlantedBug = {
  readonly name: string;
  /** A description of the bug. */
  readonly says: string;
  /** From the root of the repository. */
  readonly file: string;
  readonly text: string;
  readonly instead: string;
  /**
   * The means that find it. `histories`: random histories on real replicas. `pipelines`, `lost-devices`, `sessions`,
   * `effects`, `device-rules`: the histories of `pipeline-histories.ts`, `lost-devices.ts`, `session-histories.ts`,
   * `effect-histories.ts` and `device-rule-histories.ts`. `model`, `trade`: replays
   * of the model's decisions on deals or on a trade. `news`: replays of the news for the model's people.
   */
  readonly by:
    'histories' | 'pipelines' | 'lost-devices' | 'sessions' | 'effects' | 'device-rules' | 'model' | 'trade' | 'news';
  /** The drawing of the histories, if not the usual one (`step.ts`). */
  readonly drawing?: DrawingName;
  /** The bug throws instead of breaking a rule. Any other fault is not the bug's. */
  readonly throws?: boolean;
};

/** The folders of the product's parts. */
export const sources = {
  server: 'apps/sync-server/src',
  replica: 'apps/desktop/src/replica',
  domain: 'packages/domain/src/kernel',
  engine: 'packages/domain/src/engine',
} as const;
