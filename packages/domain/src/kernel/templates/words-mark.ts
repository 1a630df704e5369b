/** Stands in the frame of a mail at the place of its words. */
export const wordsMark = '{{ words }}';
