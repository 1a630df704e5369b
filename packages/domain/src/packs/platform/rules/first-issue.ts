import type { z } from 'zod';

/** Returns the first problem of a value that could not be read, without a full stop at the end. */
export const firstIssue = ({ issues: [first] }: z.ZodError): string =>
  (first?.message ?? 'it has another form').replace(/\.$/, '');
