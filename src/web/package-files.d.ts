/** Made by .rolldown.web.config.js. */
declare module 'virtual:package-files' {
  /** Texts of the package's files that memsim reads, by their paths in it. */
  export const PACKAGE_FILES: Record<string, string>;
}
