/** The places of a text: `{name}`. */
export const textPlaces = /\{(?<name>[a-z][a-zA-Z0-9]*)\}/g;
