import type { SocialBook } from '../../gateway/social/social-book.ts';
import type { FormLead, PageKey, PagePost } from '../../gateway/social/social-network.ts';

// The functions about an organisation's pages at social networks that a pack's work gets (ADR 162). Packs import no gateway.

/** The connected pages of an organisation, with their network. */
export type SocialPages = SocialBook;
/** How the server proves itself for one page. */
export type SocialPageKey = PageKey;
/** A post that stands on a page, with its newest comments. */
export type ShownPost = PagePost;
/** The answers of a person in a lead form of an advertisement. */
export type EnteredLead = FormLead;
