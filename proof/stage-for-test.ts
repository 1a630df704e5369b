import { onTestFinished } from 'vitest';
import type { ProofServer } from './proof-server.ts';
import { ProofStage } from './proof-stage.ts';

/** A stage whose devices end with the test that asks for it. */
export async function stageForTest(server: ProofServer): Promise<ProofStage> {
  const stage = await ProofStage.set(server);
  onTestFinished(() => stage.end());
  return stage;
}
