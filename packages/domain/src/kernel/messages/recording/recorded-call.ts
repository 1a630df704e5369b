/**
 * What is known of the recording of a call. `one-party`, `agreed`: it was recorded, because the law asks for no more, or because the other end
 * agreed by a key. `no-key`: the other end did not agree. `lost`: it was recorded, and no recording came. `message`: the caller left one.
 */
export type RecordingState = 'one-party' | 'agreed' | 'no-key' | 'lost' | 'message';

/** Whether a call was recorded. `why`: a sentence that names the law or the reason. `files`: the ids of the recording's files. */
export type RecordedCall = { readonly is: RecordingState; readonly why: string; readonly files: readonly string[] };
