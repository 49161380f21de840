/** History of drivers/acpi/nfit and of its test module. */
import type { Changes } from './change.ts';

export const NFIT_CHANGES = {
  'nfit-test-inject': {
    title: 'nfit_test: add error injection DSMs',
    since: '4.15',
    effect:
      'The first bus of nfit_test translates addresses and injects errors (bits 5 and 7 to 9 of dsm_mask).',
  },
  'nfit-platform-driver': {
    commit: '03667e146f81',
    title: 'ACPI: NFIT: core: Convert the driver to a platform one',
    since: '7.0',
    effect:
      'The bus of the NFIT is below /sys/devices/platform/ACPI0012:00, and its messages begin with `acpi-nfit`.',
  },
} satisfies Changes;
