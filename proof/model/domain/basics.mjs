// The functions that every file of the model uses. `on(flag)` is true when a bug is planted under that name. The model
// is right when no flag is set.

export const planted = new Set();
export const on = (flag) => planted.has(flag);
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
export const uniq = (list) => [...new Set(list)];
