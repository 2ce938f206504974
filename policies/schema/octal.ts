/** Modes that people give to mounted files. */
const USUAL = new Set([
  ...[0o400, 0o440, 0o444, 0o500, 0o540, 0o544, 0o550, 0o554, 0o555],
  ...[0o600, 0o640, 0o644, 0o660, 0o664, 0o666],
  ...[0o700, 0o740, 0o744, 0o750, 0o754, 0o755, 0o770, 0o774, 0o775, 0o777],
]);

/**
 * The mode that was meant by a number whose decimal digits are one, such as 440 or 644; undefined where the number
 * itself is a mode that people give. YAML 1.1 reads 0440 as octal, which is 288; 440 is another mode, 0670.
 */
export function meantMode(value: number): number | undefined {
  const meant = /^[0-7]{3}$/.test(String(value)) ? Number.parseInt(String(value), 8) : undefined;
  return meant !== undefined && USUAL.has(meant) && !USUAL.has(value) ? meant : undefined;
}

/** A mode as YAML 1.1 and people write it: `0440`. */
export function octal(mode: number): string {
  return `0${mode.toString(8).padStart(3, '0')}`;
}
