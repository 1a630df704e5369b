import { viewColumnsSchema, viewPinsSchema } from '../../../kernel/catalogue/view-columns.ts';
import { rule } from '../../../kernel/entities/rule.ts';
import { filterSchema } from '../../../kernel/questions/list-query.ts';
import { savedView } from '../entities/saved-view.entity.ts';

/** PLT-1: the filter, the columns and the pins of a saved view can be read. A field that was deleted later does not break the rule. */
export const savedViewIsReadable = rule(savedView, {
  id: 'PLT-1',
  check: ({
    record: {
      fields: { where, columns, pins },
    },
  }) => {
    if (where !== undefined && !filterSchema.safeParse(where).success)
      return {
        message: 'The filter of this view cannot be read. A filter is {"field":"stage","op":"is","value":"won"}.',
        field: 'where',
      };
    if (columns !== undefined && !viewColumnsSchema.safeParse(columns).success)
      return {
        message: 'The columns of this view cannot be read. Columns are a list: [{"name":"closesOn","width":140}].',
        field: 'columns',
      };
    if (pins !== undefined && !viewPinsSchema.safeParse(pins).success)
      return {
        message: 'The pinned columns of this view cannot be read. They are a list of names: ["closesOn"].',
        field: 'pins',
      };
    return undefined;
  },
});
