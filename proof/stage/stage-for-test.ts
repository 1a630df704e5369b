import { onTestFinished } from 'vitest';
import type { ProofServer } from './proof-server.ts';
import { ProofStage } from './proof-stage.ts';

/** A stage whose devices are closed at the end of the test. */
export async function stageForTest(server: ProofServer): Promise<ProofStage> {
  const stage = await ProofStage.set(server);
  onTestFinished(() => stage.end());
  return stage;
}
