/** The endings of files that can be imported. */
const endings = ['.xlsx', '.csv', '.tsv', '.txt', '.vcf', '.ics'] as const;

/** The files that the dialog for choosing offers: the endings, and the types by which some systems know the files. */
export const acceptedFiles = [...endings, 'text/csv', 'text/plain', 'text/vcard', 'text/calendar'].join(',');

/** The endings in words. */
export const acceptedWords = 'Excel (.xlsx), CSV, text tables, vCard and iCalendar files can be imported.';

/** Whether a file can be imported, by the ending of its name. Its content is checked when it is read. */
export const isImportable = ({ name }: Pick<File, 'name'>): boolean =>
  endings.some((ending) => name.toLowerCase().endsWith(ending));
