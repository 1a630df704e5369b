/**
 * S-1b: in this header of its pulls and pushes a device shows the newest signed head that a page or an answer to a push gave it (`signedHeadSchema`): the server's own
 * word for its journal. A fork that contradicts it raises an alarm. Anybody can name heads that never were: without the server's word they
 * are answered and raise none. An offer beside the wire's number.
 */
export const headHeader = 'outpost-head';
