import { rule } from '../../../kernel/entities/rule.ts';
import { readSendWindow, readSequenceSteps } from '../../../kernel/sequences/sequence-steps.ts';
import { sequenceVersion } from '../entities/sequence-version.entity.ts';

/** SEQ-1: the steps and the sending times of a version can be read. */
export const sequenceVersionIsReadable = rule(sequenceVersion, {
  id: 'SEQ-1',
  check: ({ record: { fields } }) => {
    const steps = readSequenceSteps(fields.steps);
    if (!steps.ok) return { message: `The steps of this sequence: ${steps.message}.`, field: 'steps' };
    const window = fields.window === undefined ? undefined : readSendWindow(fields.window);
    return window?.ok === false ? { message: `The sending times: ${window.message}.`, field: 'window' } : undefined;
  },
});
