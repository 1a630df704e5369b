import type { SocialBook } from '../../gateway/social/social-book.ts';
import type { FormLead, PageKey, PagePost } from '../../gateway/social/social-network.ts';

// What a pack's work gets of an organisation's pages at social networks (ADR 162). Packs import no gateway.

/** The connected pages of an organisation, with their network. */
export type SocialPages = SocialBook;
/** How the server proves itself for one page. */
export type SocialPageKey = PageKey;
/** A post that stands on a page, with its newest comments. */
export type ShownPost = PagePost;
/** What a person entered into a lead form of an advertisement. */
export type EnteredLead = FormLead;
