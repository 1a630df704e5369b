import type { TemplateValues } from '@outpost/domain/kernel/templates/fill-template';

/**
 * Returns the values for snippets: those of a template, and the records that the record names by their own names, too. So
 * `{{ contact.firstName }}` is filled in at a contact and at a deal with a contact. A name that is taken keeps its value.
 */
export function snippetValues(values: TemplateValues): TemplateValues {
  const through = Object.values(values).flatMap((kind) =>
    typeof kind === 'object' && kind !== null && !Array.isArray(kind)
      ? Object.entries(kind).filter(([, value]) => typeof value === 'object' && value !== null)
      : [],
  );
  return { ...Object.fromEntries(through), ...values };
}
