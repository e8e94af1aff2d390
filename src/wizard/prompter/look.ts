import { useEffect, useState } from '@inquirer/core';
import type { Style } from './style.js';

/** What a prompt looks like here; its size is asked for anew each time, since a terminal may get another one. */
export interface Look {
  readonly style: Style;
  readonly columns: number;
  readonly rows: number;
  /** Tells when the terminal has another size, until what it returns is called. */
  onResize?(listener: () => void): () => void;
}

/** The look as it is now; when the terminal gets another size, the prompt is drawn again. */
export function useLook(look: Look): Omit<Look, 'onResize'> {
  const [, redraw] = useState({});
  useEffect(() => look.onResize?.(() => redraw({})), []);
  const { style, columns, rows } = look;
  return { style, columns, rows };
}
