/**
 * Gives items in their order and has the next one made while the last is used: one is ahead, no more.
 * What is under way when nobody wants more still ends before this does.
 */
export async function* readAhead<T>(items: AsyncIterable<T>): AsyncGenerator<T, undefined> {
  const source = items[Symbol.asyncIterator]();
  let next = source.next();
  try {
    for (;;) {
      const current = await next;
      if (current.done) return undefined;
      next = source.next();
      yield current.value;
    }
  } finally {
    await next.catch(() => undefined);
  }
}
