/** RFC 8949 as far as Smithy RPC v2 uses it: no indefinite strings on the way out, dates as tag 1. */
export function encodeCbor(value: unknown): Buffer {
  const parts: Buffer[] = [];
  write(value, parts);
  return Buffer.concat(parts);
}

function write(value: unknown, parts: Buffer[]): void {
  if (value === null || value === undefined) parts.push(Buffer.of(0xf6));
  else if (typeof value === 'boolean') parts.push(Buffer.of(value ? 0xf5 : 0xf4));
  else if (typeof value === 'number') writeNumber(value, parts);
  else if (typeof value === 'string') {
    const text = Buffer.from(value);
    parts.push(head(3, text.length), text);
  } else if (value instanceof Date) {
    parts.push(head(6, 1));
    writeNumber(value.getTime() / 1_000, parts);
  } else if (Array.isArray(value)) {
    parts.push(head(4, value.length));
    for (const element of value) write(element, parts);
  } else {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    parts.push(head(5, fields.length));
    for (const [name, field] of fields) {
      write(name, parts);
      write(field, parts);
    }
  }
}

function writeNumber(value: number, parts: Buffer[]): void {
  if (Number.isSafeInteger(value)) {
    parts.push(value >= 0 ? head(0, value) : head(1, -1 - value));
    return;
  }
  const double = Buffer.alloc(9);
  double[0] = 0xfb;
  double.writeDoubleBE(value, 1);
  parts.push(double);
}

function head(major: number, length: number): Buffer {
  const type = major << 5;
  if (length < 24) return Buffer.of(type | length);
  const wide = Buffer.alloc(length < 0x100 ? 2 : length < 0x1_0000 ? 3 : length < 0x1_0000_0000 ? 5 : 9);
  wide[0] = type | ({ 2: 24, 3: 25, 5: 26, 9: 27 }[wide.length] ?? 0);
  if (wide.length === 9) wide.writeBigUInt64BE(BigInt(length), 1);
  else wide.writeUIntBE(length, 1, wide.length - 1);
  return wide;
}

/** A document; a date comes out as the number of seconds that stands in it. Throws RangeError where it is cut short. */
export function decodeCbor(bytes: Buffer): unknown {
  return read({ bytes, at: 0 });
}

interface Reader {
  bytes: Buffer;
  at: number;
}

const breakMark = Symbol('break');

function read(reader: Reader): unknown {
  const initial = reader.bytes.readUInt8(reader.at++);
  const major = initial >> 5;
  const info = initial & 0x1f;
  if (initial === 0xff) return breakMark;
  if (major === 7) return readSimple(reader, info);
  const length = info === 31 ? undefined : readLength(reader, info);
  if (major === 0) return length;
  if (major === 1) return -1 - (length ?? 0);
  if (major === 2 || major === 3) return readText(reader, length);
  if (major === 4) return readMany(reader, length);
  if (major === 5) {
    const flat = readMany(reader, length === undefined ? undefined : length * 2);
    return Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[String(name), flat[i + 1]]] : [])));
  }
  return read(reader);
}

function readMany(reader: Reader, count: number | undefined): unknown[] {
  const values: unknown[] = [];
  while (count === undefined || values.length < count) {
    const value = read(reader);
    if (value === breakMark) break;
    values.push(value);
  }
  return values;
}

function readText(reader: Reader, length: number | undefined): string {
  if (length === undefined) return readMany(reader, undefined).join('');
  const text = reader.bytes.toString('utf8', reader.at, reader.at + length);
  reader.at += length;
  return text;
}

function readLength(reader: Reader, info: number): number {
  if (info < 24) return info;
  const width = 2 ** (info - 24);
  const at = reader.at;
  reader.at += width;
  return width === 8 ? Number(reader.bytes.readBigUInt64BE(at)) : reader.bytes.readUIntBE(at, width);
}

function readSimple(reader: Reader, info: number): unknown {
  const at = reader.at;
  if (info === 26) {
    reader.at += 4;
    return reader.bytes.readFloatBE(at);
  }
  if (info === 27) {
    reader.at += 8;
    return reader.bytes.readDoubleBE(at);
  }
  return info === 20 ? false : info === 21 ? true : null;
}
