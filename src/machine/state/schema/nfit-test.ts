/** src/kernel/testing/nfit_test/state.ts as it is saved. */
import * as z from 'zod/mini';
import type {
  NfitTestDimm,
  NfitTestFirmware,
  NfitTestSmart,
  NfitTestThreshold,
} from '../../../kernel/testing/nfit_test/state.ts';
import { maybe, oneOf, record, whole } from './parts.ts';

const byte = whole.check(z.lte(0xff));
const word16 = whole.check(z.lte(0xffff));

export const testDimm = record<NfitTestDimm>()({
  smart: record<NfitTestSmart>()({
    health: byte,
    spares: byte,
    mediaTemperature: word16,
    shutdownState: byte,
    shutdownCount: whole,
  }),
  threshold: record<NfitTestThreshold>()({
    alarmControl: word16,
    spares: byte,
    mediaTemperature: word16,
    ctrlTemperature: word16,
  }),
  notifications: whole,
  firmware: maybe(
    record<NfitTestFirmware>()({
      state: oneOf('new', 'in-progress', 'verify', 'updated'),
      context: whole,
      version: whole,
    }),
  ),
});
