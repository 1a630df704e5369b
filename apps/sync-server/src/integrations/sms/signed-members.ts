import twilio from 'twilio';

/** The members of a body that the service has signed. A member that comes several times has a list. */
export type SignedMembers = Readonly<Record<string, unknown>>;

/** A request as it came. `url`: the address to which it came, as the service knows it. */
export type SentForm = {
  readonly url: string;
  readonly signature: string;
  readonly isJson: boolean;
  readonly body: string;
};

/** Returns the members of a form. A name that comes several times has a list, as Twilio signs it. */
function membersOf(form: string): Readonly<Record<string, string | readonly string[]>> {
  const sent = new URLSearchParams(form);
  return Object.fromEntries(
    [...new Set(sent.keys())].map((name) => {
      const [first = '', ...more] = sent.getAll(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

function parsed(json: string): SignedMembers {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as SignedMembers) : {}; // an object has members
  } catch {
    return {};
  }
}

/**
 * Returns the function that reads what Twilio sends. It returns undefined where the signature is not Twilio's. Twilio signs the whole
 * address, with its query, and the members of a form; for a body of JSON the address names the body's SHA-256.
 */
export const signedReader =
  ({ token }: { readonly token: string }) =>
  ({ url, signature, isJson, body }: SentForm): SignedMembers | undefined => {
    if (isJson) {
      if (!new URL(url).searchParams.has('bodySHA256')) return undefined; // nothing would be signed but the address
      return twilio.validateRequestWithBody(token, signature, url, body) ? parsed(body) : undefined;
    }
    const members = membersOf(body);
    return twilio.validateRequest(token, signature, url, members) ? members : undefined;
  };
