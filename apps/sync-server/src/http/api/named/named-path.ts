import type { z } from 'zod';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { DirectoryPorts } from '../../../gateway/directory.ts';
import type { MonthlyUse } from '../../../gateway/monthly-use.ts';
import type { Caller } from '../../../identity/identity-ports.ts';
import type { RegisterPorts } from '../../../tenancy/registering/register.ts';

/** The services that the paths of the requirement documents use. */
export type NamedPorts = DirectoryPorts &
  RegisterPorts & {
    /** The bytes of files that an organisation may have; undefined where the server takes none. */
    readonly storageBytes: number | undefined;
    readonly uses: MonthlyUse;
  };

type Input<P, Q, B> = { readonly params: P; readonly query: Q; readonly body: B };

/** A path that the requirement documents name, as the table has it. */
export type NamedPath = {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** Behind `/api/v1`. */
  readonly path: string;
  readonly summary: string;
  /** The section of compliance-grc.md that names it. */
  readonly section: '2.1' | '2.2' | '2.3' | '2.10';
  readonly params: z.ZodObject | undefined;
  readonly query: z.ZodObject | undefined;
  readonly body: z.ZodObject | undefined;
  readonly reply: z.ZodType;
  /** Anyone may ask, without a token: then there is no caller. */
  readonly isOpen: boolean;
  readonly work: (ports: NamedPorts, input: Input<never, never, never> & { readonly caller: never }) => Promise<Result<unknown>>; // prettier-ignore
};

type Shape = z.ZodObject | undefined;
type Read<S extends Shape> = S extends z.ZodObject ? z.output<S> : undefined;
type Declared<P extends Shape, Q extends Shape, B extends Shape, R extends z.ZodType> = Pick<
  NamedPath,
  'method' | 'path' | 'summary' | 'section'
> & { readonly params?: P; readonly query?: Q; readonly body?: B; readonly reply: R };

/** Declares a path for signed-in callers, with its input and output in its types. */
export const named = <
  R extends z.ZodType,
  P extends Shape = undefined,
  Q extends Shape = undefined,
  B extends Shape = undefined,
>(
  declared: Declared<P, Q, B, R> & {
    readonly work: (
      ports: NamedPorts,
      input: Input<Read<P>, Read<Q>, Read<B>> & { readonly caller: Caller },
    ) => Promise<Result<z.output<R>>>;
  },
): NamedPath => ({ params: undefined, query: undefined, body: undefined, ...declared, isOpen: false });

/** Declares a path that anyone may ask, without a token. */
export const open = <R extends z.ZodType, B extends Shape = undefined>(
  declared: Declared<undefined, undefined, B, R> & {
    readonly work: (ports: NamedPorts, input: Input<undefined, undefined, Read<B>>) => Promise<Result<z.output<R>>>;
  },
): NamedPath => ({ params: undefined, query: undefined, body: undefined, ...declared, isOpen: true });
