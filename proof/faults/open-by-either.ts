import { openReplicaFile, type ReplicaFile } from '@outpost/desktop/replica/storage/replica-file';

/** Opens a file that was left amid a change of its key: exactly one of the keys opens it, and which is not known before. */
export function openByEither(file: string, keys: readonly Buffer[]): ReplicaFile {
  const faults: unknown[] = [];
  const opened: ReplicaFile[] = [];
  for (const key of keys) {
    try {
      const answer = openReplicaFile({ file, key });
      if (answer.ok) opened.push(answer.value);
      else faults.push(answer.code);
    } catch (cause) {
      faults.push(cause); // both keys are noted then, so the wrong one looks like damage
    }
  }
  const [one, ...more] = opened;
  if (!one || more.length > 0) throw new Error(`${opened.length} keys open the file: ${faults.map(String).join('; ')}`);
  return one;
}
