/** The rules of devm_memremap_pages by type of memory: one line per step, or one per type if they differ. */
import type { PagemapTypesModel, TypeRule } from '../../../explain/pagemap-types.ts';
import { hanging, joinLines, padVisible, wrapWords } from '../../base/text.ts';
import { paintFor, type Terminal } from '../../base/theme.ts';

const ABSENT = '-';

/** Types grouped by equal treatment in a step. */
function groups({ by }: TypeRule, types: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [i, text] of by.entries())
    if (text !== ABSENT) found.set(text, [...(found.get(text) ?? []), types[i]!]);
  return found;
}

/** Steps in order; types that the kernel lacks are named in the heading. */
export function renderPagemapTypes({ kernel, types, rules }: PagemapTypesModel, terminal: Terminal): string {
  const paint = paintFor(terminal);
  const absent = types.filter((_, i) => rules.every(({ by }) => by[i] === ABSENT));
  const lacks = absent.length === 0 ? '' : `, which has no ${absent.join(' and no ')}`;
  const lines = rules.flatMap((rule) =>
    [...groups(rule, types)].flatMap(([text, names], i) => {
      const step = padVisible(i === 0 ? rule.step : '', 15);
      const head = `  ${step}  ${rule.differs ? `${padVisible(names.join(', '), 27)}  ` : ''}`;
      return hanging(head, text, terminal.width);
    }),
  );
  const title = wrapWords(`mapping device memory on kernel ${kernel}${lacks}`, terminal.width);
  return joinLines([...title.map(paint.bold), ...lines]);
}
