import type { Result } from '@outpost/domain/kernel/refusal';

/** Returns the value of a result that a measurement needs. A refusal ends the measurement. */
export function mustSucceed<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`${result.code}: ${result.message}`);
}
