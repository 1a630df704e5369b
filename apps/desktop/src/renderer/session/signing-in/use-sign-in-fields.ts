import { useState } from 'react';
import type { Session } from '../../../bridge/contract.ts';
import type { NewPassword } from '../new-password-fields.tsx';
import { serverUrl } from '../server-url.ts';

/**
 * Returns a person's input for a sign-in, with the functions that set it. The first values are the server and person of this
 * device.
 */
export function useSignInFields(session: Session) {
  const [server, setServer] = useState(session.server ?? '');
  const [isServerOpen, setServerOpen] = useState(session.server === null);
  const [email, setEmail] = useState(session.person?.email ?? '');
  const [password, setPassword] = useState('');
  /**
   * The former password, once it is requested: the password was changed elsewhere, and the data here is still encrypted with the
   * former one (D-4).
   */
  const [former, setFormer] = useState<string>();
  /** The person's own new password, once it is requested: an administrator has set the present one. */
  const [own, setOwn] = useState<NewPassword>();
  /** The organisation that an accepted invitation opens. Otherwise the server chooses. */
  const [organisation, setOrganisation] = useState<string>();
  return {
    server,
    setServer,
    /** The address of the server; empty if the person has typed none that can be read. */
    url: serverUrl(server),
    isServerOpen,
    openServer: () => setServerOpen(true),
    email,
    setEmail,
    /** The e-mail without blanks around it. */
    address: email.trim(),
    password,
    setPassword,
    former,
    setFormer,
    own,
    setOwn,
    organisation,
    setOrganisation,
  };
}
export type SignInFields = ReturnType<typeof useSignInFields>;
