/** Printing of results: one JSON text on standard output (util_display_json_array of util/json.c). */
import { type Console, print, warning } from './console.ts';
import { type Json, jsonText } from './json.ts';

/** Prints a value and a newline. */
export const printJson = (con: Console, value: Json): void => print(con, `${jsonText(value)}\n`);

/** Text of an array; with `human` a single element is printed alone and an empty array not at all. */
export function arrayText(con: Console, items: Json[], human: boolean): string {
  if (items.length <= 1 && human) return items.length === 0 ? '' : `${jsonText(items[0]!)}\n`;
  if (items.length === 0) warning(con, 'no matching devices found\n');
  return `${jsonText(items)}\n`;
}

/** Prints the text of arrayText(). */
export const printArray = (con: Console, items: Json[], human: boolean): void =>
  print(con, arrayText(con, items, human));
