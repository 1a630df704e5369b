/** How the server proves itself for one page: the page's token, and the secret of the app that got the token. */
export type PageKey = { readonly pageId: string; readonly token: string; readonly appSecret: string };

/** A page as its network describes it. */
export type NetworkPage = { readonly name: string; readonly url: string | null };

/** A post to publish. */
export type PostDraft = { readonly words: string; readonly link?: string | null | undefined };

/**
 * The outcome of handing over a post. `refused`: the network refused it for good. `later`: it certainly did not take it, and trying again can
 * help. `unclear`: the answer was lost.
 */
export type PostEnd =
  | {
      readonly status: 'done';
      readonly answer: { readonly id: string; readonly url: string | null };
      readonly receipt: string;
    }
  | { readonly status: 'refused' | 'later' | 'unclear'; readonly why: string; readonly isDown?: true };

/** A comment on a post of the page. `author`: empty where the network hides it. */
export type PageComment = {
  readonly id: string;
  readonly author: string;
  readonly words: string;
  readonly at: string;
  readonly url: string | null;
};

/** A post that stands on the page, with its newest comments. `at`: when it was made, UTC. */
export type PagePost = {
  readonly id: string;
  readonly words: string;
  readonly at: string;
  readonly url: string | null;
  readonly comments: readonly PageComment[];
};

/** The answers of a person in a lead form of an advertisement, by the names of its questions. */
export type FormLead = {
  readonly id: string;
  readonly at: string;
  readonly form: string;
  readonly answers: readonly { readonly name: string; readonly values: readonly string[] }[];
};

/** `denied`: the network no longer accepts the token. `why`: a sentence. */
export type Asked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string; readonly isDenied: boolean };

/** A social network, as the server uses it. Each function makes one request. */
export type SocialNetwork = {
  readonly page: (key: PageKey) => Promise<Asked<NetworkPage>>;
  readonly publish: (key: PageKey, post: PostDraft, signal: AbortSignal) => Promise<PostEnd>;
  /** The newest posts of the page, the newest first. */
  readonly posts: (key: PageKey) => Promise<Asked<readonly PagePost[]>>;
  /** The newest leads of the page's forms. */
  readonly leads: (key: PageKey) => Promise<Asked<readonly FormLead[]>>;
};
