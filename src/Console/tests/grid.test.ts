import { describe, expect, test } from 'vitest';
import { childAt, gridOf, moved, nextOf, showing, whole, zoomed } from '../src/pages/job/grid';

describe('the cells of an array', () => {
  test.each([[1, 390, 280], [2, 1400, 280], [8, 390, 280], [10_000, 390, 280], [10_000, 1400, 280], [9_973, 701, 280]])('%d of them lie within %d × %d', (size, width, height) => {
    const { columns, rows, cell } = gridOf(size, width, height);

    expect(columns * rows).toBeGreaterThanOrEqual(size);
    expect(columns * cell).toBeLessThanOrEqual(width);
    expect(rows * cell).toBeLessThanOrEqual(height);
  });

  const grid = gridOf(100, 260, 280);

  test('are found under the pointer, also when they are near', () => {
    expect(childAt(grid, whole, 0, 0)).toBe(0);
    expect(childAt(grid, whole, 27, 27)).toBe(grid.columns + 1);
    expect(childAt(grid, whole, -1, 0)).toBeUndefined();
    expect(childAt(grid, { zoom: 2, x: 52, y: 0 }, 1, 1)).toBe(1);
    expect(childAt(grid, whole, 0, grid.rows * grid.cell + 1)).toBeUndefined();
  });

  test('what is under the pointer stays there as it comes nearer', () => {
    const near = zoomed(grid, whole, 2, 100, 100, 260, 280);

    expect(childAt(grid, near, 100, 100)).toBe(childAt(grid, whole, 100, 100));
    expect(zoomed(grid, near, 0.1, 0, 0, 260, 280)).toEqual(whole);
  });

  test('one that is out of sight is brought into it', () => {
    const near = { zoom: 4, x: 0, y: 0 };
    const shown = showing(grid, near, 99, 260, 280);

    expect(shown.x + shown.y).toBeGreaterThan(0);
    expect(showing(grid, near, 0, 260, 280)).toEqual(near);
  });

  test('arrows stay among them', () => {
    expect([moved(grid, 0, 'ArrowLeft'), moved(grid, 0, 'ArrowRight'), moved(grid, 0, 'ArrowDown'), moved(grid, 99, 'ArrowDown'), moved(grid, 5, 'End'), moved(grid, 5, 'Home')]).toEqual([0, 1, grid.columns, 99, 99, 0]);
  });

  test('the next of a status is found round the end', () => {
    expect([nextOf('SFSF', -1, 'F'), nextOf('SFSF', 1, 'F'), nextOf('SFSF', 3, 'F'), nextOf('SSSS', 0, 'F')]).toEqual([1, 3, 1, undefined]);
  });
});
