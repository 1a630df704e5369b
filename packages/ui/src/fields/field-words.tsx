import type { ReactElement } from 'react';
import { spokenText } from './field-text.ts';
import type { FieldSpec, FieldValue } from './field-spec.ts';

type FieldWordsProps = {
  readonly spec: FieldSpec | undefined;
  readonly value: FieldValue | undefined;
  readonly className?: string | undefined;
  /** The shown text of the value. */
  readonly children: string;
};

/** The text of a value. Where it is made of signs, screen readers say its words instead: "3 of 5" for stars. */
export const FieldWords = (props: FieldWordsProps) => fieldWords(props);

/** Returns the element of `FieldWords`, for the some 200 cells of a window, which have no components of their own. */
export function fieldWords({ spec, value, className, children }: FieldWordsProps): ReactElement {
  const spoken = spec && spokenText(spec, value);
  return spoken === undefined ? (
    <span className={className} dir="auto" title={children}>
      {children}
    </span>
  ) : (
    <span className={className} role="img" aria-label={spoken} title={spoken}>
      {children}
    </span>
  );
}
