/**
 * The social networks with an adapter, and how many characters a post has there at most. Facebook: 63,206 (Graph API, "Page feed"). A post is
 * counted in UTF-16 units, which is never less than what the network counts.
 */
export const networkChoices = [{ value: 'facebook', label: 'Facebook' }] as const;
export type SocialNetworkName = (typeof networkChoices)[number]['value'];
export const mostPostChars: Readonly<Record<SocialNetworkName, number>> = { facebook: 63_206 };
