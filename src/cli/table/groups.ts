/** Groups of commands in lists, in their order. */

export const GROUPS = {
  machine: 'The machine',
  ndctl: 'Namespaces, regions, DIMMs (verbs of ndctl)',
  tools: 'The tools',
  views: 'Views of the machine',
  files: 'Files and bytes',
  hotplug: 'Memory at run time',
  diagnosis: 'Explanations',
  kernels: 'Kernels and their bugs',
  scripts: 'Scripts',
  shell: 'Lessons, shell, help',
} as const;

export type Group = keyof typeof GROUPS;
