import { z } from 'zod';

/** Chosen: the most characters of a layout. Layouts of newsletters have about 10,000. */
export const mostLayoutChars = 40_000;

/** The calls for templates of messages. */
export const templateCalls = {
  /**
   * Makes HTML of a layout in MJML. `frame`: the HTML, in which the words of a mail come at "{{ words }}". `faults`: what is wrong with
   * the layout, with its lines.
   */
  'templates.compile': {
    input: z.strictObject({ layout: z.string().max(mostLayoutChars) }),
    output: z.union([z.strictObject({ frame: z.string() }), z.strictObject({ faults: z.array(z.string()).min(1) })]),
  },
} as const;
