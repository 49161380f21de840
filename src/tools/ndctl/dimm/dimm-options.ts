/** Command lines of ndctl's commands on DIMMs, as data: the table of dimm.c. */
import { flag, syntax, uinteger, value } from '../../util/syntax.ts';
import { busFilters, human } from '../options.ts';

const extent = [
  uinteger('s', 'size', 'size', 'number of bytes'),
  uinteger('O', 'offset', 'offset', 'offset in the label area'),
] as const;

const xable = (verb: string) => syntax(`ndctl ${verb} <nmem0> [<nmem1>..<nmemN>] [<options>]`, busFilters);

export const enableDimm = xable('enable-dimm');
export const disableDimm = xable('disable-dimm');
export const checkLabels = xable('check-labels');
export const freezeSecurity = xable('freeze-security');
export const waitOverwrite = xable('wait-overwrite');

export const zeroLabels = syntax('ndctl zero-labels <nmem0> [<nmem1>..<nmemN>] [<options>]', [
  ...busFilters,
  ...extent,
]);

export const readLabels = syntax('ndctl read-labels <nmem0> [<nmem1>..<nmemN>] [<options>]', [
  ...busFilters,
  ...extent,
  value('o', 'output', 'output', 'output-file', 'file to write the label area to'),
  flag('j', 'json', 'json', 'print JSON'),
  human,
  flag('I', 'index', 'index', 'only the index blocks'),
]);

export const writeLabels = syntax('ndctl write-labels <nmem> [-i <filename>]', [
  ...busFilters,
  ...extent,
  value('i', 'input', 'input', 'input-file', 'file to read the label area from'),
]);

export const initLabels = syntax('ndctl init-labels <nmem0> [<nmem1>..<nmemN>] [<options>]', [
  ...busFilters,
  flag('f', 'force', 'force', 'initialise although labels exist'),
  value(
    'V',
    'label-version',
    'labelVersion',
    'version-number',
    'version of the labels, 1.1 (default) or 1.2',
  ),
]);
