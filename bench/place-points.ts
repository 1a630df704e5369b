/** The kind whose records have the places of the measurement. */
export const placedEntity = 'crm/account';

/** Returns the place of the nth record: spread evenly over an area of some 200 km × 220 km, the same on both sides. */
export function pointAt(n: number): { readonly latitude: number; readonly longitude: number } {
  // Fractions of irrational steps fill the area evenly (an additive recurrence).
  const share = (step: number) => (n * step) % 1;
  return {
    latitude: Math.round((47 + 2 * share(0.7548776662466927)) * 1e7) / 1e7,
    longitude: Math.round((15 + 3 * share(0.5698402909980532)) * 1e7) / 1e7,
  };
}

/** Returns the circle of a turn. */
export const circleAt = (turn: number, metres: number) => ({ ...pointAt(1_000_003 + turn * 17), metres });

/** Returns the corners of an area of a turn: nine of them around a middle, some 8 km away. */
export function cornersAt(turn: number): readonly { readonly latitude: number; readonly longitude: number }[] {
  const middle = pointAt(2_000_003 + turn * 13);
  return Array.from({ length: 9 }, (_empty, corner) => {
    const angle = (corner / 9) * 2 * Math.PI;
    const reach = corner % 2 === 0 ? 0.07 : 0.05;
    return {
      latitude: middle.latitude + Math.sin(angle) * reach,
      longitude: middle.longitude + Math.cos(angle) * reach * 1.5,
    };
  });
}

export const nearMetres = 5_000;
