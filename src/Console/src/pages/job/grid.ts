/** How the cells of an array lie: rows of equal length, as near to the shape of the picture as whole cells allow. */
export interface Grid {
  readonly size: number;
  readonly columns: number;
  readonly rows: number;
  /** Side of a cell in pixels, its gap with it. */
  readonly cell: number;
}

export interface View {
  /** 1 shows all; more is nearer. */
  readonly zoom: number;
  /** What is shifted out at the left and the top, in pixels. */
  readonly x: number;
  readonly y: number;
}

export const whole: View = { zoom: 1, x: 0, y: 0 };

const largestCell = 26;

export const mostZoom = 40;

export function gridOf(size: number, width: number, height: number): Grid {
  const cell = Math.max(1, Math.min(largestCell, Math.floor(Math.sqrt((width * height) / Math.max(1, size)))));
  // Whole cells may need one less than the area says.
  for (let side = cell; ; side--) {
    const columns = Math.max(1, Math.floor(width / side));
    const rows = Math.ceil(size / columns);
    if (side <= 1 || rows * side <= height) {
      return { size, columns, rows, cell: side };
    }
  }
}

/** The child under a point of the picture; `undefined` beside all of them. */
export function childAt(grid: Grid, view: View, x: number, y: number): number | undefined {
  const column = Math.floor((x + view.x) / (grid.cell * view.zoom));
  const row = Math.floor((y + view.y) / (grid.cell * view.zoom));
  const index = row * grid.columns + column;

  return column < 0 || column >= grid.columns || row < 0 || index >= grid.size ? undefined : index;
}

/** Nearer or farther, with what is under the point staying under it. */
export function zoomed(grid: Grid, view: View, factor: number, x: number, y: number, width: number, height: number): View {
  const zoom = Math.min(mostZoom, Math.max(1, view.zoom * factor));
  const scale = zoom / view.zoom;

  return kept(grid, { zoom, x: (view.x + x) * scale - x, y: (view.y + y) * scale - y }, width, height);
}

/** Moved so that a child can be seen. */
export function showing(grid: Grid, view: View, index: number, width: number, height: number): View {
  const side = grid.cell * view.zoom;
  const [left, top] = [(index % grid.columns) * side, Math.floor(index / grid.columns) * side];
  const x = left < view.x ? left : left + side > view.x + width ? left + side - width : view.x;
  const y = top < view.y ? top : top + side > view.y + height ? top + side - height : view.y;

  return kept(grid, { zoom: view.zoom, x, y }, width, height);
}

/** Where an arrow leads. */
export function moved(grid: Grid, index: number, key: string): number {
  const next = { ArrowRight: index + 1, ArrowLeft: index - 1, ArrowDown: index + grid.columns, ArrowUp: index - grid.columns, Home: 0, End: grid.size - 1 }[key] ?? index;
  return next < 0 || next >= grid.size ? index : next;
}

/** The next child whose letter is wanted, round the end. */
export function nextOf(statuses: string, from: number, wanted: string): number | undefined {
  const at = statuses.indexOf(wanted, from + 1);
  const found = at >= 0 ? at : statuses.indexOf(wanted);
  return found < 0 ? undefined : found;
}

function kept(grid: Grid, view: View, width: number, height: number): View {
  const side = grid.cell * view.zoom;
  const within = (value: number, most: number): number => Math.max(0, Math.min(value, most));

  return { zoom: view.zoom, x: within(view.x, grid.columns * side - width), y: within(view.y, grid.rows * side - height) };
}
