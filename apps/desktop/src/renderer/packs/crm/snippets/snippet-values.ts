import type { TemplateValues } from '@outpost/domain/kernel/templates/fill-template';

/**
 * Returns the values for snippets: those of templates, and each record that the record refers to, under its own name. So
 * `{{ contact.firstName }}` is filled in for a contact and for a deal with a contact. A value of a template keeps its name.
 */
export function snippetValues(values: TemplateValues): TemplateValues {
  const through = Object.values(values).flatMap((kind) =>
    typeof kind === 'object' && kind !== null && !Array.isArray(kind)
      ? Object.entries(kind).filter(([, value]) => typeof value === 'object' && value !== null)
      : [],
  );
  return { ...Object.fromEntries(through), ...values };
}
