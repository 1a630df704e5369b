import type { z } from 'zod';
import type { Result } from '@outpost/domain/kernel/refusal';
import type { DirectoryPorts } from '../../../gateway/directory.ts';
import type { MonthlyUse } from '../../../gateway/monthly-use.ts';
import type { Caller } from '../../../identity/identity-ports.ts';
import type { ProvenDevice } from '../../guards/proven-device.ts';
import type { RegisterPorts } from '../../../tenancy/registering/register.ts';

/** The services that the paths of the requirement documents use. */
export type NamedPorts = DirectoryPorts &
  RegisterPorts & {
    /** The bytes of files that an organisation may have; undefined where the server takes none. */
    readonly storageBytes: number | undefined;
    readonly uses: MonthlyUse;
  };

type Input<P, Q, B> = { readonly params: P; readonly query: Q; readonly body: B };

/** A path that the requirement documents name, as a line of the table. */
export type NamedPath = {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  /** The path after `/api/v1`. */
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
  /** The request makes something: with an `Idempotency-Key` it is done once. */
  readonly makes: boolean;
  /** Returns the version of what the answer has, for its ETag. A PUT with it takes `If-Match`. */
  readonly versionOf: ((value: never) => number) | undefined;
  readonly work: (ports: NamedPorts, input: Input<never, never, never> & { readonly caller: never; readonly readDevice: never; readonly version: never }) => Promise<Result<unknown>>; // prettier-ignore
};

const leftOut = { params: undefined, query: undefined, body: undefined, makes: false, versionOf: undefined } as const;

type Shape = z.ZodObject | undefined;
type Read<S extends Shape> = S extends z.ZodObject ? z.output<S> : undefined;
type Declared<P extends Shape, Q extends Shape, B extends Shape, R extends z.ZodType> = Pick<
  NamedPath,
  'method' | 'path' | 'summary' | 'section'
> & {
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  readonly reply: R;
  readonly makes?: boolean;
  readonly versionOf?: (value: z.output<R>) => number;
};

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
      input: Input<Read<P>, Read<Q>, Read<B>> & {
        readonly caller: Caller;
        /** The version that `If-Match` names. Undefined: any. */
        readonly version: number | undefined;
      },
    ) => Promise<Result<z.output<R>>>;
  },
): NamedPath => ({ ...leftOut, ...declared, isOpen: false });

/** The input of a path that anyone may ask. */
type OpenInput<B> = Input<undefined, undefined, B> & {
  /** Returns the device that sends the request, with the key that it proves. A path that opens or renews a session calls it. */
  readonly readDevice: () => Promise<Result<ProvenDevice>>;
};

/** Declares a path that anyone may ask, without a token. */
export const open = <R extends z.ZodType, B extends Shape = undefined>(
  declared: Declared<undefined, undefined, B, R> & {
    readonly work: (ports: NamedPorts, input: OpenInput<Read<B>>) => Promise<Result<z.output<R>>>;
  },
): NamedPath => ({ ...leftOut, ...declared, isOpen: true });
