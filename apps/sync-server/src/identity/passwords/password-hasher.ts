import { hash, parseOptions, verify } from '@node-rs/argon2';
import { accept, refuse, type Result } from '@outpost/domain/kernel/refusal';

/** The cost of Argon2id. Memory in KiB. */
export type HashingCost = { readonly memoryKiB: number; readonly passes: number };

/** The first choice of OWASP's password storage cheat sheet for Argon2id with little memory: about 20 ms on a laptop's core. */
export const usualHashingCost: HashingCost = { memoryKiB: 19_456, passes: 2 };

/**
 * Chosen: each hash takes a thread and its memory. Very many sign-ins must neither take all threads nor wait without end (E-3).
 */
const mostAtOnce = 4;
const mostWaiting = 100;
const waitSeconds = 5;

/** Hashes passwords as Argon2id PHC strings. Refuses `request/too-many` while too many calls wait. */
export type PasswordHasher = {
  readonly hash: (password: string) => Promise<Result<string>>;
  /** Verifies a password. With `null`, for an unknown e-mail address, it does as much work as for a wrong password. */
  readonly verify: (passwordHash: string | null, password: string) => Promise<Result<boolean>>;
  /**
   * Returns whether the hash was made at another cost than today's. Then the password is hashed again at the next
   * sign-in.
   */
  readonly isOutdated: (passwordHash: string) => boolean;
};

// NIST SP 800-63B: the same password typed on another keyboard must count as the same.
const normal = (password: string): string => password.normalize('NFKC');

/** Makes the hasher of one process. */
export function createPasswordHasher(cost: HashingCost = usualHashingCost): PasswordHasher {
  const options = { memoryCost: cost.memoryKiB, timeCost: cost.passes, parallelism: 1 }; // the library's default is Argon2id
  const turns = boundedTurns();
  let nobodys: Promise<string> | undefined;
  return {
    hash: (password) => turns(() => hash(normal(password), options)),
    isOutdated(passwordHash) {
      const { memoryCost, timeCost } = parseOptions(passwordHash);
      return memoryCost !== options.memoryCost || timeCost !== options.timeCost;
    },
    verify: (passwordHash, password) =>
      turns(async () => {
        nobodys ??= hash('nobody has this password', options);
        const isRight = await verify(passwordHash ?? (await nobodys), normal(password));
        return passwordHash !== null && isRight;
      }),
  };
}

/** Runs a few works at a time, in order of arrival. */
function boundedTurns(): <T>(work: () => Promise<T>) => Promise<Result<T>> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= mostAtOnce) {
      if (waiting.length >= mostWaiting)
        return refuse(
          'request/too-many',
          `Too many people are signing in at this moment. Try again in ${waitSeconds} seconds.`,
          { waitSeconds },
        );
      await new Promise<void>((resolve) => waiting.push(resolve)); // a work that ends passes its place on
    } else {
      running += 1;
    }
    try {
      return accept(await work());
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
