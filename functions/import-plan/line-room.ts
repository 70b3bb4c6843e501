/** Room for an ordinary chunk; it grows where rows are longer. */
const initialBytes = 262_144;

/**
 * Memory outside of the heap that takes lines and is used again. Lines kept as strings until they are
 * sent outlive the collector's young generation and make the heap grow with the file.
 */
export interface LineRoom {
  readonly bytes: number;
  add(line: string): void;
  /** The lines so far; they stand until something is added after `clear`. */
  text(): Uint8Array;
  clear(): void;
}

export function createLineRoom(): LineRoom {
  let room = Buffer.allocUnsafeSlow(initialBytes);
  let filled = 0;
  return {
    get bytes() {
      return filled;
    },
    add(line) {
      // A UTF-16 unit becomes three bytes at most.
      const needed = filled + line.length * 3 + 1;
      if (needed > room.byteLength) {
        const larger = Buffer.allocUnsafeSlow(Math.max(needed, room.byteLength * 2));
        room.copy(larger, 0, 0, filled);
        room = larger;
      }
      filled += room.write(line, filled);
      filled += room.write('\n', filled);
    },
    text: () => room.subarray(0, filled),
    clear() {
      filled = 0;
    },
  };
}
