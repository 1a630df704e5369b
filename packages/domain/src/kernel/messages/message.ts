/** The ways in which a person is reached. `voice`: a recorded or artificial voice. `post`: a letter. */
export const channels = ['email', 'text', 'call', 'voice', 'post'] as const;
export type ContactChannel = (typeof channels)[number];
/** The kinds of message that take files. */
export type MessageWithFiles = Extract<ContactChannel, 'email' | 'text'>;

/**
 * The purpose of a message. `contract`: one's own correspondence about a quote, work or an invoice. `appointments`: a reminder or a
 * change. `offers`: news and campaigns. `surveys`: questions about how it went.
 */
export const purposes = ['contract', 'appointments', 'offers', 'surveys'] as const;
export type Purpose = (typeof purposes)[number];

/** The purposes for which a person's word is kept: those of messages, and `visits`: that visits of websites by links of e-mails are noted (MSG-81). */
export type ConsentPurpose = Purpose | 'visits';

/** Whether messages of a purpose are sent for the organisation's own sake: its offers and its surveys. */
export const isPromotional = (purpose: ConsentPurpose): boolean => purpose === 'offers' || purpose === 'surveys';

/**
 * One message to one receiver. `address`: an e-mail address, a telephone number, or the lines of a postal address. `templateVersion`: the
 * id of the version that it began with, for the log of messages (MSG-33).
 */
export type Message = {
  readonly channel: ContactChannel;
  readonly purpose: Purpose;
  readonly address: string;
  readonly templateVersion?: string;
};

/** A question about one address: whether a message, or the noting of its visits, is allowed. */
export type ConsentQuestion = Omit<Message, 'purpose'> & { readonly purpose: ConsentPurpose };

const channelNouns: Readonly<Record<ContactChannel, string>> = {
  email: 'e-mail',
  text: 'text message',
  call: 'telephone',
  voice: 'recorded voice',
  post: 'post',
};
const purposeNouns: Readonly<Record<ConsentPurpose, string>> = {
  contract: 'messages about the contract',
  appointments: 'messages about appointments',
  offers: 'offers',
  surveys: 'surveys',
  visits: 'the noting of visits',
};

/** Returns the kind of message in words, in the plural: "offers by e-mail". */
export const messagesInWords = ({ channel, purpose }: Omit<ConsentQuestion, 'address'>): string =>
  `${purposeNouns[purpose]} by ${channelNouns[channel]}`;
