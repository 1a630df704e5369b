import type { IntentAdapter } from '../../jobs/intents/intent-adapter.ts';

/** The words of an adapter of the tests, which no test reads for themselves. */
export const adapterWords: IntentAdapter['words'] = {
  doing: 'sending',
  done: 'Sent it',
  failed: 'Could not send it',
  abandoned: 'The server stopped.',
  expired: 'Too late.',
  givenUp: (tries, why) => `${tries} tries: ${why}`,
};
