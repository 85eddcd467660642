/** Which rows are chosen, and the one that was chosen last: Shift chooses all between it and the next. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly last: string | undefined;
}

export const nothingChosen: Selection = { ids: new Set(), last: undefined };

/** @param order Ids as the rows stand. */
export function choose(selection: Selection, order: readonly string[], id: string, isChosen: boolean, withShift: boolean): Selection {
  const ids = new Set(selection.ids);
  const from = withShift && selection.last !== undefined ? order.indexOf(selection.last) : -1;
  const to = order.indexOf(id);
  const range = from < 0 || to < 0 ? [id] : order.slice(Math.min(from, to), Math.max(from, to) + 1);
  for (const one of range) {
    if (isChosen) {
      ids.add(one);
    } else {
      ids.delete(one);
    }
  }

  return { ids, last: id };
}

export function chooseAll(order: readonly string[], isChosen: boolean): Selection {
  return isChosen ? { ids: new Set(order), last: undefined } : nothingChosen;
}
