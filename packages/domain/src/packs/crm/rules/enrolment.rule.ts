import { rule } from '../../../kernel/entities/rule.ts';
import { readEnrolmentLog, readLetters } from '../../../kernel/sequences/sequence-steps.ts';
import { enrolment } from '../entities/enrolment.entity.ts';

/** SEQ-4: the words of an enrolment can be read. A stopped one says why, and no other does. */
export const enrolmentIsReadable = rule(enrolment, {
  id: 'SEQ-4',
  check: ({
    record: {
      fields: { letters, log, status, stoppedBy },
    },
  }) => {
    const words = readLetters(letters);
    if (!words.ok) return { message: `The words of this enrolment: ${words.message}.`, field: 'letters' };
    const told = log === undefined ? undefined : readEnrolmentLog(log);
    if (told?.ok === false) return { message: `The log of this enrolment: ${told.message}.`, field: 'log' };
    if (status === 'stopped' && !stoppedBy)
      return { message: 'An enrolment that has stopped says why it stopped.', field: 'stoppedBy' };
    return status !== 'stopped' && stoppedBy
      ? { message: 'Only an enrolment that has stopped says why it stopped.', field: 'stoppedBy' }
      : undefined;
  },
});
