import { afterEach, describe, expect, it, vi } from 'vitest';
import { createClock } from '#infra/local/clock';

const start = Date.UTC(2026, 0, 1);

afterEach(() => {
  vi.useRealTimers();
});

describe('a clock that stands still', () => {
  it('moves by advance only', async () => {
    const clock = createClock({ start });
    await clock.advance(5_000);
    expect(clock.now()).toBe(start + 5_000);
  });

  it('runs what falls due in order of time, then of request, at its own moment', async () => {
    const clock = createClock({ start });
    const seen: [string, number][] = [];
    const note = (name: string) => () => {
      seen.push([name, clock.now() - start]);
    };
    clock.after(30, note('late'));
    clock.after(10, note('early'));
    clock.after(10, note('early too'));
    clock.after(99, note('not yet'));
    await clock.advance(50);
    expect(seen).toEqual([
      ['early', 10],
      ['early too', 10],
      ['late', 30],
    ]);
  });

  it('runs tasks that tasks add, 288 times a day every five minutes', async () => {
    const clock = createClock({ start });
    let runs = 0;
    const again = () => {
      runs += 1;
      clock.after(300_000, again);
    };
    clock.after(300_000, again);
    await clock.advance(86_400_000);
    expect(runs).toBe(288);
  });

  it('keeps whole milliseconds, however odd a delay is', async () => {
    const clock = createClock({ start });
    let ranAt = 0;
    clock.after(10.4, () => {
      ranAt = clock.now() - start;
    });
    await clock.advance(20);
    expect(ranAt).toBe(11);
  });

  it('does not run a cancelled task, even beside another of the same moment', async () => {
    const clock = createClock({ start });
    const kept = vi.fn();
    const dropped = vi.fn();
    clock.after(10, kept);
    const cancel = clock.after(10, dropped);
    cancel();
    cancel();
    await clock.advance(10);
    expect(kept).toHaveBeenCalledOnce();
    expect(dropped).not.toHaveBeenCalled();
  });

  it('waits for held work before time moves on', async () => {
    const clock = createClock({ start });
    const finished: number[] = [];
    clock.after(10, () => {
      clock.hold(
        new Promise<void>((resolve) => {
          setImmediate(() => {
            finished.push(clock.now() - start);
            resolve();
          });
        }),
      );
    });
    clock.after(20, () => undefined);
    await clock.advance(100);
    expect(finished).toEqual([10]);
  });

  it('is settled only after work that was handed on', async () => {
    const clock = createClock({ start });
    let done = false;
    const second = async () => {
      await new Promise(setImmediate);
      done = true;
    };
    clock.hold(
      Promise.resolve().then(() => {
        setImmediate(() => clock.hold(second()));
      }),
    );
    await clock.settled();
    expect(done).toBe(true);
  });

  it('outlives held work that fails', async () => {
    const clock = createClock({ start });
    const failing = Promise.reject(new Error('of the caller'));
    clock.hold(failing);
    await clock.settled();
    await expect(failing).rejects.toThrow('of the caller');
  });

  it('forgets everything on close', async () => {
    const clock = createClock({ start });
    const task = vi.fn();
    clock.after(1, task);
    clock.close();
    await clock.advance(10);
    expect(task).not.toHaveBeenCalled();
  });
});

describe("a clock that follows the machine's", () => {
  it('runs tasks when the machine gets there', () => {
    vi.useFakeTimers({ now: start });
    const clock = createClock();
    const task = vi.fn();
    clock.after(1_000, task);
    vi.advanceTimersByTime(999);
    expect(task).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(task).toHaveBeenCalledOnce();
  });

  it('stays ahead by what it was moved and fires waiting tasks earlier', async () => {
    vi.useFakeTimers({ now: start });
    const clock = createClock();
    const task = vi.fn();
    clock.after(10_000, task);
    await clock.advance(4_000);
    expect(clock.offset()).toBe(4_000);
    vi.advanceTimersByTime(6_000);
    expect(task).toHaveBeenCalledOnce();
  });

  it('keeps time after a task that throws', () => {
    vi.useFakeTimers({ now: start });
    const clock = createClock();
    const later = vi.fn();
    clock.after(10, () => {
      throw new Error('a defect');
    });
    clock.after(20, later);
    expect(() => vi.advanceTimersByTime(10)).toThrow('a defect');
    vi.advanceTimersByTime(10);
    expect(later).toHaveBeenCalledOnce();
  });

  it('waits for moments further away than one timer can wait', () => {
    vi.useFakeTimers({ now: start });
    const clock = createClock();
    const task = vi.fn();
    clock.after(40 * 86_400_000, task);
    vi.advanceTimersByTime(39 * 86_400_000);
    expect(task).not.toHaveBeenCalled();
    vi.advanceTimersByTime(86_400_000);
    expect(task).toHaveBeenCalledOnce();
  });
});
