/**
 * The smallest object that shows what a larger one shows: fields and items are left out one by one, for as long as a
 * question about it stays answered with yes.
 */
export async function shrunk<T extends object>(object: T, still: (smaller: T) => Promise<boolean>): Promise<T> {
  let smallest = object;
  for (let again = true; again; ) {
    again = false;
    for (const path of pathsOf(smallest)) {
      const smaller = without(smallest, path) as T;
      if (JSON.stringify(smaller) === JSON.stringify(smallest) || !(await still(smaller))) continue;
      smallest = smaller;
      again = true;
    }
  }
  return smallest;
}

type Path = readonly string[];

/** Every place in an object, what is nearest to its root first. */
function pathsOf(value: unknown): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([key, field]) => [
    [key],
    ...pathsOf(field).map((path) => [key, ...path]),
  ]);
  return below.sort((a, b) => a.length - b.length);
}

function without(value: unknown, [key, ...rest]: Path): unknown {
  if (typeof value !== 'object' || value === null || key === undefined || !Object.hasOwn(value, key)) return value;
  const last = rest.length === 0;
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => (String(index) !== key ? [item] : last ? [] : [without(item, rest)]));
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) =>
      name !== key ? [[name, field]] : last ? [] : [[name, without(field, rest)]],
    ),
  );
}
