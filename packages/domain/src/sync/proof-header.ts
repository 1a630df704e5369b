/** RFC 9449: the header with the proof that a device has the key of its session. */
export const proofHeader = 'dpop';
