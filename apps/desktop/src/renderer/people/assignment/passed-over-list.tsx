import type { ShownDecision } from '../../../bridge/calls/assignment-calls.ts';
import classes from './assignment.module.css';

type Props = Pick<ShownDecision, 'passed'> & { readonly names: Readonly<Record<string, string>> };

/** The people and parts that a decision passed over, each with its reason. */
export const PassedOverList = ({ passed, names }: Props) =>
  passed.length === 0 ? null : (
    <ul className={classes.passed} aria-label="Passed over">
      {passed.map(({ person, part, why }) => (
        <li key={`${person ?? ''} ${part}`} dir="auto">
          {person === null ? `${part.charAt(0).toUpperCase()}${part.slice(1)}` : `${names[person] ?? 'A person'}, ${part}`}:{' '}
          {why}
        </li>
      ))}
    </ul>
  ); // prettier-ignore
