/**
 * Whether a call was recorded. `one-party`, `agreed`: it was, because the law asks for no more, or because the other person agreed by a key.
 * `no-key`: it was not, because the other person pressed no key. `lost`: it was, and its recording could not be kept. `message`: the caller left
 * a message.
 */
export type RecordingState = 'one-party' | 'agreed' | 'no-key' | 'lost' | 'message';

/**
 * The recording of a call. `why`: a sentence that names the law. `fault`: a sentence, why a lost recording could not be kept. `files`: the ids
 * of the recording's files.
 */
export type RecordedCall = {
  readonly is: RecordingState;
  readonly why: string;
  readonly fault?: string;
  readonly files: readonly string[];
};
