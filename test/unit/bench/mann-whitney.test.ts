import { expect, test } from 'vitest';
import { mannWhitney } from '#test/bench/mann-whitney';

// Known answers: scipy.stats.mannwhitneyu(a, b, method='asymptotic', use_continuity=False).
test.each([
  { title: 'disjoint', a: [1, 2, 3, 4, 5], b: [6, 7, 8, 9, 10], u: 0, p: 0.009 },
  { title: 'the same', a: [1, 2, 3, 4], b: [1, 2, 3, 4], u: 8, p: 1 },
  { title: 'interleaved', a: [1, 3, 5, 7, 9], b: [2, 4, 6, 8, 10], u: 10, p: 0.602 },
  { title: 'tied', a: [1, 1, 2, 2, 3], b: [1, 2, 2, 3, 3], u: 9, p: 0.439 },
])('the Mann-Whitney test of $title samples gives U = $u and p = $p', ({ a, b, u, p }) => {
  const found = mannWhitney(a, b);
  expect(found.u).toBe(u);
  expect(found.p).toBeCloseTo(p, 2);
});
