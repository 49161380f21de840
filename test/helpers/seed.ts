/** Setup of each test file: random inputs are the same in each run, unless MEMSIM_TEST_SEED names another seed. */
import * as fc from 'fast-check';

/** The seed of all random inputs. */
export const SEED = Number(process.env.MEMSIM_TEST_SEED ?? 1);

fc.configureGlobal({ seed: SEED });
