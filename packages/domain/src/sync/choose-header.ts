/**
 * The header of a sign-in by a device that can ask its person to choose an organisation. Its value is `organisation`. A server that
 * does not know it ignores it.
 */
export const chooseHeader = 'outpost-choose';
