import { idSchema } from '@outpost/domain/kernel/ids';
import { z } from 'zod';
import { sessionSchema } from '../../shapes/session-schema.ts';
import { secondStepSchema } from './account-calls.ts';

const nothing = z.null();

/** Signing in and out, locking, and changing between the organisations that are signed in on this device. */
export const sessionCalls = {
  'session.get': { input: nothing, output: sessionSchema },
  /**
   * `formerPassword`: needed where the password was changed elsewhere and the file on this device is still encrypted with the
   * former one. `newPassword`: the password that the person chooses in place of the one that an administrator gave
   * (`access/new-password-needed`). `second`: the answer to `access/second-factor-needed`, whose challenge takes the place of
   * the password at the server.
   */
  'session.signIn': {
    input: z.strictObject({
      server: z.url(),
      email: z.string().max(320),
      password: z.string().max(1_000),
      /** Allows sending the password over plain http to another machine, for laboratories. */
      allowPlainHttp: z.boolean().optional(),
      formerPassword: z.string().max(1_000).optional(),
      newPassword: z.string().max(1_000).optional(),
      second: secondStepSchema.optional(),
      /** The ticket of a password reset that has just ended. It allows the sign-in during a pause (PLT-31). */
      resetTicket: z.string().max(100).optional(),
      /** The organisation to sign in to. Left out: the first one that allows it. */
      organisation: idSchema.optional(),
    }),
    output: sessionSchema,
  },
  /**
   * Waits until the browser comes back, and signs in. `second` and `link` answer `access/second-factor-needed` and `access/link-needed` of an earlier
   * call. Refuses `access/sign-in-over` where it was cancelled.
   */
  'session.finishInBrowser': {
    input: z.strictObject({
      email: z.string().max(320).optional(),
      password: z.string().max(1_000).optional(),
      formerPassword: z.string().max(1_000).optional(),
      second: secondStepSchema.optional(),
      link: z
        .strictObject({ link: z.string().max(200), kind: z.enum(['password', 'email']), answer: z.string().max(1_000) })
        .optional(),
    }),
    output: sessionSchema,
  },
  'session.unlock': { input: z.strictObject({ password: z.string().max(1_000) }), output: sessionSchema },
  /** PLT-41: opens a locked replica by the PIN of this device. A wrong PIN counts as a wrong password. */
  'session.unlockByPin': { input: z.strictObject({ pin: z.string().max(100) }), output: sessionSchema },
  /** Opens a locked replica by the system's biometrics, which ask the person. */
  'session.unlockByBiometrics': { input: nothing, output: sessionSchema },
  /**
   * Sets or replaces the PIN of this device for the open replica. `password`: the proof of the person, if the session asks for
   * a password. Otherwise a sign-in of the last minutes is the proof; without one the call refuses `access/step-up-needed`.
   * Refuses `replica/no-key-store` if a PIN would not be safe.
   */
  'session.setPin': {
    input: z.strictObject({ pin: z.string().max(100), password: z.string().max(1_000) }),
    output: nothing,
  },
  'session.removePin': { input: nothing, output: nothing },
  /** Turns unlocking by the system's biometrics on, with the same proof, or off. */
  'session.setBiometrics': {
    input: z.strictObject({ isOn: z.boolean(), password: z.string().max(1_000) }),
    output: nothing,
  },
  /** Changes the key of the open replica's file (D-4) while work continues. Takes some seconds a GB. */
  'session.changeKey': { input: z.strictObject({ password: z.string().max(1_000) }), output: nothing },
  /**
   * PLT-26: opens the data of another organisation of the same account. The work in the present one stays on this device. Refuses
   * `access/signed-out` where nobody is signed in to it here, and `replica/wrong-key` where its key needs the password.
   */
  'session.switch': { input: z.strictObject({ replica: idSchema }), output: sessionSchema },
  'session.lock': { input: nothing, output: sessionSchema },
  /** Reports that a window was used. All windows lock after these minutes without another such call; null: they never lock. */
  'session.noteUse': {
    input: z.strictObject({ lockAfterMinutes: z.int().min(1).max(1_440).nullable() }),
    output: nothing,
  },
  /** Ends the session. The replica's file, its unsent acts and tray stay (S-5). */
  'session.signOut': { input: nothing, output: sessionSchema },
} as const;
