import type { Filter } from '../questions/list-query.ts';
import type { Step } from './automation-definition.ts';

/** A step while a person writes it: texts may be empty, fields may be missing, and a branch may have no filter yet. */
export type DraftStep =
  Exclude<Step, { readonly yes: unknown }> | DraftParted<Extract<Step, { readonly yes: unknown }>>;
/** A step with parts while a person writes it. */
type DraftParted<S extends Step> = S extends { readonly yes: unknown }
  ? Omit<S, 'where' | 'yes' | 'no'> &
      (S extends { readonly where: Filter } ? { readonly where?: Filter | undefined } : unknown) & {
        readonly yes: readonly DraftStep[];
        readonly no: readonly DraftStep[];
      }
  : never;
