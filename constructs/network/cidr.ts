import { isIPv4, isIPv6 } from 'node:net';

/** A block of addresses of one IP family. */
export interface Cidr {
  readonly family: 'IPv4' | 'IPv6';
  /** In its one canonical spelling, for example `2001:db8::/32`. */
  readonly text: string;
  readonly first: bigint;
  readonly prefix: number;
}

const BITS = { IPv4: 32, IPv6: 128 } as const;

/** Reads a block as `10.0.0.0/8` or `2001:db8::/32`; the bits after the prefix become zero. Undefined when it is none. */
export function parseCidr(written: string): Cidr | undefined {
  const [address = '', length = '', ...rest] = written.split('/');
  if (rest.length > 0 || !/^\d{1,3}$/.test(length)) return undefined;
  const family = isIPv4(address) ? 'IPv4' : isIPv6(address) && !address.includes('%') ? 'IPv6' : undefined;
  if (family === undefined || Number(length) > BITS[family]) return undefined;

  const prefix = Number(length);
  const hostBits = BigInt(BITS[family] - prefix);
  const first = (toNumber(address, family) >> hostBits) << hostBits;
  return { family, prefix, first, text: `${toAddress(first, family)}/${prefix}` };
}

/** Whether one block lies within another and is smaller. */
export function isStrictlyWithin(inner: Cidr, outer: Cidr): boolean {
  const hostBits = BigInt(BITS[outer.family] - outer.prefix);
  return (
    inner.family === outer.family && inner.prefix > outer.prefix && inner.first >> hostBits === outer.first >> hostBits
  );
}

function toNumber(address: string, family: Cidr['family']): bigint {
  if (family === 'IPv4') return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head = '', tail] = shortened(address).split('::');
  const before = groups(head);
  const after = groups(tail ?? '');
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].reduce((sum, part) => sum * 65536n + BigInt(`0x${part}`), 0n);
}

function toAddress(value: bigint, family: Cidr['family']): string {
  if (family === 'IPv4') return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  const parts = Array.from({ length: 8 }, (_, index) => (value >> BigInt(16 * (7 - index))) & 65535n);
  return shortened(parts.map((part) => part.toString(16)).join(':'));
}

function groups(text: string): string[] {
  return text === '' ? [] : text.split(':');
}

/** The canonical text of RFC 5952, as the URL standard writes hosts: https://url.spec.whatwg.org/#host-serializing */
function shortened(address: string): string {
  return new URL(`http://[${address}]`).hostname.slice(1, -1);
}
