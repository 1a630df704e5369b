import { Checkbox } from '@mantine/core';

/** Shows a yes or no as a checkbox. The row or cell around it is the control, or names the value where it is read-only. */
export const FlagMark = ({ isSet }: { readonly isSet: boolean }) => (
  <Checkbox.Indicator checked={isSet} size="xs" aria-hidden />
);
